package io.pikabus.resource.inflow;

import static io.pikabus.resource.inflow.InflowBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.pikabus.PikaBusConnection;
import io.pikabus.PikaBusListener;
import io.pikabus.faults.FaultProxy;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.resource.Node;
import io.pikabus.resource.PikaBusResourceAdapter;
import io.pikabus.resource.inflow.BeanContainer.Attribute;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beans on the whole adapter: the container's threads, and what they send by its connections. */
class AdapterInflowTest {

  private final String queue = Outage.unique("inflow");
  private final String errorQueue = Outage.unique("error");

  @TempDir Path journal;

  private Node node(URI broker) throws Exception {
    return Node.start(
        broker,
        journal,
        adapter -> {
          adapter.setErrorQueue(errorQueue);
          adapter.setQueueType("classic");
          adapter.setRetryDelay("PT0S");
        });
  }

  private PikaBusActivationSpec spec(Node node) {
    PikaBusActivationSpec spec = new PikaBusActivationSpec();
    spec.setResourceAdapter(node.adapter());
    spec.setQueue(queue);
    return spec;
  }

  private void activate(Node node, ScriptedBean bean) throws Exception {
    node.adapter().endpointActivation(new BeanContainer(bean, Attribute.REQUIRED), spec(node));
  }

  private void awaitQueue(RawClient peer) {
    until("the queue", () -> exists(peer, queue));
  }

  private static boolean exists(RawClient peer, String name) throws Exception {
    try {
      peer.fresh().queueDeclarePassive(name);
      return true;
    } catch (IOException absent) {
      return false;
    }
  }

  @Test
  void what_a_bean_sends_leaves_with_its_transaction() throws Exception {
    try (RawClient peer = new RawClient(Broker.shared());
        Node node = node(Broker.shared().uri())) {
      String out = peer.queue("out");
      ScriptedBean bean = new ScriptedBean();
      bean.doing =
          text -> {
            try (PikaBusConnection bus = node.connect()) {
              bus.send(out, "attempt " + bean.got.size());
            }
            if (bean.got.size() < 3) {
              throw new IllegalStateException("not now");
            }
          };
      activate(node, bean);
      awaitQueue(peer);
      peer.put(queue, "one");

      assertThat(text(peer.take(out))).isEqualTo("attempt 3");
      assertThat(peer.ready(out)).isZero();
      until("nothing is left", () -> peer.ready(queue) == 0);
    }
  }

  @Test
  void a_bean_can_answer() throws Exception {
    try (RawClient peer = new RawClient(Broker.shared());
        Node node = node(Broker.shared().uri())) {
      String answers = peer.queue("answers");
      ScriptedBean bean = new ScriptedBean();
      bean.doing =
          text -> {
            try (PikaBusConnection bus = node.connect()) {
              assertThat(bus.incoming().orElseThrow().messageId()).isEqualTo("id");
              bus.reply("answer to " + text);
            }
          };
      activate(node, bean);
      awaitQueue(peer);
      peer.put(
          queue,
          new BasicProperties.Builder()
              .headers(Map.of("PikaBus.MessageId", "id", "PikaBus.ReplyToAddress", answers))
              .build(),
          "one".getBytes(StandardCharsets.UTF_8));
      assertThat(text(peer.take(answers))).isEqualTo("answer to one");
    }
  }

  private static String text(com.rabbitmq.client.GetResponse found) {
    return new String(found.getBody(), StandardCharsets.UTF_8);
  }

  @Test
  void beans_work_on_the_containers_threads_and_give_them_back() throws Exception {
    Node node = node(Broker.shared().uri());
    try (RawClient peer = new RawClient(Broker.shared())) {
      ScriptedBean bean = new ScriptedBean();
      Queue<String> names = new ConcurrentLinkedQueue<>();
      bean.doing = text -> names.add(Thread.currentThread().getName());
      activate(node, bean);
      awaitQueue(peer);
      peer.put(queue, "one");
      until("it is handled", () -> names.size() == 1);
      assertThat(names).containsExactly("container");
    } finally {
      node.close();
    }
    until("all threads are given back", () -> node.container().busy() == 0);
  }

  @Test
  void a_lost_broker_brings_the_message_again_and_then_all_others() throws Exception {
    Broker broker = Broker.shared();
    try (FaultProxy proxy = new FaultProxy(broker.uri().getPort());
        RawClient peer = new RawClient(broker);
        Node node = node(through(proxy, broker))) {
      ScriptedBean bean = new ScriptedBean();
      bean.doing =
          text -> {
            if (bean.got.size() == 1) {
              proxy.cutAll(FaultProxy.Cut.RESET);
            }
          };
      activate(node, bean);
      awaitQueue(peer);
      peer.put(queue, "one");
      until("it comes again", () -> bean.got.size() >= 2);
      peer.put(queue, "two");
      until("the other comes", () -> bean.got.contains("two"));
      assertThat(bean.got).startsWith("one", "one");
      node.adapter().stop();
      assertThat(peer.ready(queue)).isZero();
    }
  }

  private static URI through(FaultProxy proxy, Broker broker) throws Exception {
    URI uri = broker.uri();
    return new URI(
        uri.getScheme(), uri.getUserInfo(), "127.0.0.1", proxy.port(), uri.getPath(), null, null);
  }

  @Test
  void a_message_in_hand_is_finished_before_the_adapter_stops() throws Exception {
    Node node = node(Broker.shared().uri());
    try (RawClient peer = new RawClient(Broker.shared())) {
      String out = peer.queue("out");
      ScriptedBean bean = new ScriptedBean();
      CountDownLatch called = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      bean.doing =
          text -> {
            called.countDown();
            assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
            try (PikaBusConnection bus = node.connect()) {
              bus.send(out, "done");
            }
          };
      activate(node, bean);
      awaitQueue(peer);
      peer.put(queue, "one");
      assertThat(called.await(60, TimeUnit.SECONDS)).isTrue();
      Thread stopping = new Thread(node.adapter()::stop);
      stopping.start();
      until("it waits", () -> stopping.getState() == Thread.State.TIMED_WAITING);
      goOn.countDown();
      stopping.join();

      assertThat(text(peer.take(out))).isEqualTo("done");
      assertThat(peer.ready(queue)).isZero();
      assertThat(bean.got).containsExactly("one");
    } finally {
      node.close();
    }
  }

  @Test
  @Tag("slow")
  void twenty_applications_come_and_go_and_leave_nothing() throws Exception {
    try (RawClient peer = new RawClient(Broker.shared());
        Node node = node(Broker.shared().uri())) {
      List<WeakReference<ClassLoader>> applications = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        applications.add(deployed(node, peer));
      }
      int busy = node.container().busy();
      for (int i = 0; i < 10; i++) {
        applications.add(deployed(node, peer));
      }
      // The engine itself may have begun one or the other of its threads since.
      until("threads are given back", () -> node.container().busy() < busy + 10);
      // Narayana and the pool make threads when they are first needed, in that one's context.
      applications.remove(0);
      until(
          "all but the first application are gone",
          () -> {
            System.gc();
            return applications.stream().allMatch(each -> each.refersTo(null));
          });
      assertThat(node.adapter().activations().consumed()).isEmpty();
    }
  }

  /** Has classes of its own: the bean, and what it takes. */
  private static final class Application extends ClassLoader {
    private static final Set<String> OWN =
        Set.of(DeployedBean.class.getName(), OrderPlaced.class.getName());

    Application() {
      super(AdapterInflowTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!OWN.contains(name)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] octets = in.readAllBytes();
        return defineClass(name, octets, 0, octets.length);
      } catch (IOException unreadable) {
        throw new ClassNotFoundException(name, unreadable);
      }
    }
  }

  /** One message each: a bean that has never been called may be held by nobody yet. */
  private WeakReference<ClassLoader> deployed(Node node, RawClient peer) throws Exception {
    Class<?> own = new Application().loadClass(DeployedBean.class.getName());
    BeanContainer container =
        new BeanContainer(
            (PikaBusListener) own.getDeclaredConstructor().newInstance(), Attribute.REQUIRED);
    PikaBusActivationSpec spec = spec(node);
    node.adapter().endpointActivation(container, spec);
    awaitQueue(peer);
    peer.put(queue, "[{\"id\":\"7\"}]");
    // Behind a delivery of nothing, which tells the context.
    until("it is handled", () -> container.committed.get() == 2);
    node.adapter().endpointDeactivation(container, spec);
    assertThat(container.released).hasValue(container.created.get());
    return new WeakReference<>(own.getClassLoader());
  }

  @Test
  @Tag("slow")
  void the_adapter_comes_and_goes_twenty_times_and_leaves_nothing() throws Exception {
    WeakReference<PikaBusResourceAdapter> first = null;
    try (RawClient peer = new RawClient(Broker.shared())) {
      for (int i = 0; i < 20; i++) {
        WeakReference<PikaBusResourceAdapter> adapter = started(peer);
        first = first == null ? adapter : first;
      }
      WeakReference<PikaBusResourceAdapter> gone = first;
      until(
          "the first adapter is gone",
          () -> {
            System.gc();
            return gone.refersTo(null);
          });
    }
  }

  private WeakReference<PikaBusResourceAdapter> started(RawClient peer) throws Exception {
    Node node = node(Broker.shared().uri());
    ScriptedBean bean = new ScriptedBean();
    activate(node, bean);
    awaitQueue(peer);
    peer.put(queue, "one");
    until("it is called", () -> !bean.got.isEmpty());
    node.adapter().stop();
    until("all threads are given back", () -> node.container().busy() == 0);
    node.close();
    return new WeakReference<>(node.adapter());
  }
}
