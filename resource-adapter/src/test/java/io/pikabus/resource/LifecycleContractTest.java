package io.pikabus.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBusConnection;
import io.pikabus.faults.Outage;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.resource.inflow.ActiveBean;
import io.pikabus.resource.inflow.PikaBusActivationSpec;
import io.pikabus.resource.outbound.PikaBusManagedConnectionFactory;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.work.Work;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Modifier;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Jakarta Connectors asks of the adapter as a whole ({@code docs/jca-rules.md}). */
class LifecycleContractTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path journal;

  private final SmallContainer container = new SmallContainer();

  @AfterEach
  void end() {
    container.close();
  }

  @Test
  void it_may_be_stopped_twice_and_without_a_start() throws Exception {
    PikaBusResourceAdapter never = new PikaBusResourceAdapter();
    assertThatNoException().isThrownBy(never::stop);
    Node node = Node.start(Broker.shared().uri(), journal);
    node.adapter().stop();
    assertThatNoException().isThrownBy(node.adapter()::stop);
    node.close();
  }

  @Test
  void what_needs_it_says_that_it_is_not_started_or_not_any_more() throws Exception {
    Node node = Node.start(Broker.shared().uri(), journal);
    PikaBusConnection open = node.connect();
    node.adapter().stop();
    assertThatThrownBy(() -> node.factory().createManagedConnection(null, null))
        .isInstanceOf(ResourceAdapterInternalException.class)
        .hasMessageContaining("is not started, or it is stopped");
    assertThatThrownBy(() -> open.send("anywhere", "late"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(node.adapter().getXAResources(new ActivationSpec[0])).isEmpty();
    assertThat(node.adapter().consumed()).isEmpty();
    assertThatNoException()
        .isThrownBy(() -> node.adapter().endpointDeactivation(null, new PikaBusActivationSpec()));
    node.close();
  }

  @Test
  void a_wrong_configuration_keeps_it_from_starting_and_leaves_nothing() throws Exception {
    PikaBusResourceAdapter adapter = new PikaBusResourceAdapter();
    adapter.setPort("many");
    adapter.setHeartbeat("often");
    assertThatThrownBy(() -> adapter.start(container))
        .isInstanceOf(ResourceAdapterInternalException.class)
        .hasMessageContaining("port")
        .hasMessageContaining("heartbeat")
        .hasMessageContaining("journalDirectory");
    assertThat(container.busy()).isZero();
    assertThat(adapter.consumed()).isEmpty();
    adapter.setPort(null);
    adapter.setHeartbeat(null);
    adapter.setJournalDirectory(journal.toString());
    adapter.start(container);
    adapter.stop();
    await().atMost(PATIENCE).until(() -> container.busy() == 0);
  }

  @Test
  void it_starts_without_a_broker_and_does_not_wait_for_one() throws Exception {
    URI uri = Broker.shared().uri();
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    URI away = new URI("amqp", uri.getUserInfo(), "127.0.0.1", nobody, "/", null, null);
    long begun = System.nanoTime();
    try (Node node = Node.start(away, journal)) {
      ActiveBean.activate(node, Outage.unique("away"), 1);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
      assertThat(node.adapter().consumed()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        PikaBusResourceAdapter.class,
        PikaBusManagedConnectionFactory.class,
        PikaBusActivationSpec.class
      })
  void what_a_container_configures_is_a_bean_that_can_be_stored(Class<?> type) throws Exception {
    Object bean = type.getConstructor().newInstance();
    List<PropertyDescriptor> properties =
        Arrays.stream(Introspector.getBeanInfo(type).getPropertyDescriptors())
            .filter(property -> property.getPropertyType() == String.class)
            .toList();
    assertThat(properties).hasSizeGreaterThan(5);
    for (PropertyDescriptor property : properties) {
      assertThat(property.getWriteMethod()).as(property.getName()).isNotNull();
      property.getWriteMethod().invoke(bean, "text");
      property.getWriteMethod().invoke(bean, (Object) null);
    }
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatNoException().isThrownBy(() -> out.writeObject(bean));
    }
  }

  @Test
  void adapters_and_activations_are_equal_to_themselves_alone() {
    PikaBusResourceAdapter adapter = new PikaBusResourceAdapter();
    assertThat(Set.of(adapter)).contains(adapter).doesNotContain(new PikaBusResourceAdapter());
    PikaBusActivationSpec spec = new PikaBusActivationSpec();
    assertThat(Set.of(spec)).contains(spec).doesNotContain(new PikaBusActivationSpec());
  }

  @Test
  void work_is_not_synchronized() throws Exception {
    List<Work> given = new CopyOnWriteArrayList<>();
    SmallContainer noting =
        new SmallContainer() {
          private static final long serialVersionUID = 1;

          @Override
          public long startWork(
              Work work,
              long timeout,
              jakarta.resource.spi.work.ExecutionContext context,
              jakarta.resource.spi.work.WorkListener listener)
              throws jakarta.resource.spi.work.WorkRejectedException {
            given.add(work);
            return super.startWork(work, timeout, context, listener);
          }
        };
    PikaBusResourceAdapter adapter = new PikaBusResourceAdapter();
    adapter.setJournalDirectory(journal.toString());
    adapter.setDeclareQueues(Outage.unique("declared"));
    adapter.start(noting);
    await().atMost(PATIENCE).until(() -> !given.isEmpty());
    adapter.stop();
    noting.close();
    for (Work work : given) {
      for (String method : List.of("run", "release")) {
        assertThat(Modifier.isSynchronized(work.getClass().getMethod(method).getModifiers()))
            .isFalse();
      }
    }
  }

  @Test
  void beans_come_and_go_at_the_same_time() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Node node = Node.start(Broker.shared().uri(), journal)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String queue = Outage.unique("bean");
        all.add(
            threads.submit(
                () -> {
                  ActiveBean bean = ActiveBean.activate(node, queue, 1);
                  node.adapter().consumed().forEach(each -> assertThat(each.status()).isNotNull());
                  ActiveBean.deactivate(bean);
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
      assertThat(node.adapter().consumed()).isEmpty();
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void two_beans_with_the_same_configuration_are_two_consumers() throws Exception {
    String queue = Outage.unique("twins");
    try (Node node =
        Node.start(Broker.shared().uri(), journal, adapter -> adapter.setQueueType("classic"))) {
      ActiveBean one = ActiveBean.activate(node, queue, 1);
      ActiveBean other = ActiveBean.activate(node, queue, 1);
      assertThat(node.adapter().consumed()).hasSize(2);
      try (PikaBusConnection bus = node.connect()) {
        await().atMost(PATIENCE).until(() -> bus.status().isWorking());
      }
      ActiveBean.deactivate(one);
      assertThat(node.adapter().consumed()).hasSize(1);
      node.send(queue, "for the other");
      await().atMost(PATIENCE).until(() -> ActiveBean.got(other).contains("for the other"));
      assertThat(ActiveBean.got(one)).isEmpty();
    }
  }
}
