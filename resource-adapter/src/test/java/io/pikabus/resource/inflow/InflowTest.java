package io.pikabus.resource.inflow;

import static io.pikabus.resource.inflow.InflowBed.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.BusStatus.State;
import io.pikabus.IncomingMetadata;
import io.pikabus.OnMessage;
import io.pikabus.PikaBusListener;
import io.pikabus.SendOptions;
import io.pikabus.resource.inflow.BeanContainer.Attribute;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.resource.NotSupportedException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No message is lost, and none is acknowledged before its transaction has committed. */
class InflowTest {

  private final ScriptedBean bean = new ScriptedBean();
  private InflowBed bed;

  @BeforeEach
  void begin() throws Exception {
    bed = new InflowBed();
  }

  @AfterEach
  void end() {
    bed.close();
  }

  /** The bean comes, does so with each message, and gets one. */
  private BeanContainer deliver(ScriptedBean.Doing doing, String... properties) throws Exception {
    bean.doing = doing;
    BeanContainer container = bed.activate(bean, Attribute.REQUIRED, properties);
    bed.put(null, "one");
    return container;
  }

  public record Order(String id) {}

  /** Several methods. */
  public static class Typed implements PikaBusListener {
    final Queue<String> got = new ConcurrentLinkedQueue<>();

    @OnMessage("shop.Order")
    public void order(Order order) {
      got.add("order " + order.id());
    }

    @OnMessage("shop.*")
    public void shop(IncomingMetadata metadata, String text) {
      got.add("shop " + metadata.messageType() + " " + text);
    }

    @OnMessage({"a", "b"})
    public void both(List<Order> orders) {
      got.add("both " + orders);
    }
  }

  @Test
  void a_message_is_acknowledged_after_the_commit() throws Exception {
    BeanContainer container =
        deliver(
            text -> {
              bed.events.add("called");
              bed.table.insert(text);
            });

    until("it is settled", () -> bed.events.size() == 3);
    assertThat(bed.events).containsExactly("called", "committed", "settled ACKNOWLEDGED");
    assertThat(bed.table.rows).containsExactly("one");
    assertThat(container.deliveries).hasValue(1);
    assertThat(container.outside).hasValue(0);
    assertThat(bed.leftAfterStop()).isZero();
    assertThat(container.released).hasValue(container.created.get());
  }

  @Test
  void one_endpoint_is_kept_for_many_messages() throws Exception {
    BeanContainer container = bed.activate(bean, Attribute.REQUIRED);
    for (int i = 0; i < 10; i++) {
      bed.put(null, "m" + i);
    }
    until("all are handled", () -> bed.events.size() == 10);
    assertThat(bean.got).hasSize(10).startsWith("m0", "m1");
    assertThat(container.created).hasValue(1);
  }

  @Test
  void methods_are_called_by_the_type_that_they_name() throws Exception {
    Typed bean = new Typed();
    bed.activate(bean, Attribute.REQUIRED);
    bed.put("shop.Order", "{\"id\":\"7\"}");
    bed.put("shop.Other", "text");
    bed.put("b", "[{\"id\":\"8\"}]");

    until("all are settled", () -> bed.events.size() == 3);
    assertThat(bean.got).containsExactly("order 7", "shop shop.Other text", "both [Order[id=8]]");
  }

  @Test
  void a_message_that_nobody_takes_goes_to_the_error_queue_saying_so() throws Exception {
    bed.activate(new Typed(), Attribute.REQUIRED);
    bed.put("unknown", "one");
    assertThat(bed.failure().toString())
        .contains("its MessageType is 'unknown'")
        .contains("there are handlers for [a, b, shop.Order, shop.*]");
    bed.put(null, "two");
    assertThat(bed.failure().toString()).contains("its MessageType is missing");
  }

  @Test
  void a_body_that_cannot_be_read_goes_to_the_error_queue() throws Exception {
    bed.activate(new Typed(), Attribute.REQUIRED);
    bed.put("shop.Order", "no json");
    assertThat(bed.failure().toString()).contains("cannot be decoded as").contains("Order");
  }

  @Test
  void set_rollback_only_is_a_failure() throws Exception {
    deliver(
        text -> {
          bed.table.insert(text);
          if (bean.got.size() == 1) {
            BeanContainer.transactions().setRollbackOnly();
          }
        });

    until("it is committed", () -> bed.events.contains("committed"));
    assertThat(bean.got).containsExactly("one", "one");
    assertThat(bed.table.rows).containsExactly("one");
  }

  @Test
  void what_always_rolls_back_goes_to_the_error_queue() throws Exception {
    deliver(text -> BeanContainer.transactions().setRollbackOnly());

    assertThat(bed.failure().toString())
        .contains("RolledBackException")
        .contains("it called setRollbackOnly");
    assertThat(bean.got).hasSize(3);
  }

  @Test
  void a_runtime_exception_rolls_back_and_costs_the_endpoint() throws Exception {
    BeanContainer container =
        deliver(
            text -> {
              bed.table.insert(text);
              if (bean.got.size() < 3) {
                throw new IllegalArgumentException("not now");
              }
            });

    until("it is committed", () -> bed.events.contains("committed"));
    assertThat(bean.got).hasSize(3);
    assertThat(bed.table.rows).containsExactly("one");
    assertThat(container.created).hasValue(3);
    assertThat(container.released).hasValue(2);
  }

  @Test
  void a_checked_exception_rolls_back_too() throws Exception {
    deliver(
        text -> {
          bed.table.insert(text);
          if (bean.got.size() == 1) {
            throw new IOException("not now");
          }
        });

    until("it is committed", () -> bed.events.contains("committed"));
    assertThat(bean.got).hasSize(2);
    assertThat(bed.table.rows).containsExactly("one");
  }

  @Test
  void an_error_is_a_failure() throws Exception {
    deliver(
        text -> {
          throw new AssertionError("of the bean");
        });
    assertThat(bed.failure().toString()).contains("of the bean");
  }

  @Test
  void the_error_queue_names_the_exception_of_the_bean() throws Exception {
    deliver(
        text -> {
          throw new IllegalArgumentException("always");
        });
    assertThat(bed.failure().toString())
        .contains("IllegalArgumentException: always")
        .doesNotContain("EJBException: of the container");
    assertThat(bean.got).hasSize(3);
  }

  @Test
  void an_exception_that_is_named_is_not_tried_again() throws Exception {
    deliver(
        text -> {
          throw new IllegalArgumentException("never");
        },
        "noRetryOn",
        "java.lang.IllegalArgumentException");
    bed.failure();
    assertThat(bean.got).hasSize(1);
  }

  @Test
  void a_commit_that_is_refused_is_a_failure_and_no_outage() throws Exception {
    bed.table.refusing = true;
    deliver(bed.table::insert);

    assertThat(bed.failure().toString()).contains("did not commit");
    assertThat(bean.got).hasSize(3);
    assertThat(bed.table.rows).isEmpty();
  }

  @Test
  void a_container_that_complains_after_the_commit_costs_nothing() throws Exception {
    bean.doing = bed.table::insert;
    bed.activate(bean, Attribute.REQUIRED).complaining = true;
    bed.put(null, "one");
    bed.put(null, "two");

    until("both are settled", () -> bed.table.rows.size() == 2);
    assertThat(bed.leftAfterStop()).isZero();
    assertThat(bean.got).containsExactly("one", "two");
  }

  @Test
  void a_transaction_that_times_out_under_the_bean_is_a_failure() throws Exception {
    BeanContainer container = new BeanContainer(bean, Attribute.REQUIRED);
    container.timeout = 1;
    CountDownLatch reaped = new CountDownLatch(1);
    bean.doing =
        text -> {
          if (bean.got.size() == 1) {
            container.timeout = 0;
            bed.table.insert(text);
            BeanContainer.REGISTRY.registerInterposedSynchronization(new Told(reaped::countDown));
            assertThat(reaped.await(60, TimeUnit.SECONDS)).isTrue();
          }
        };
    bed.activate(container);
    bed.put(null, "one");

    until("it is settled twice", () -> bed.events.size() == 2);
    assertThat(bean.got).containsExactly("one", "one");
    assertThat(bed.table.rows).isEmpty();
  }

  private record Told(Runnable ended) implements jakarta.transaction.Synchronization {
    @Override
    public void beforeCompletion() {}

    @Override
    public void afterCompletion(int status) {
      ended.run();
    }
  }

  @Test
  void a_message_waits_for_an_application_that_is_not_up() throws Exception {
    BeanContainer container = new BeanContainer(bean, Attribute.REQUIRED);
    container.away = true;
    bed.activate(container);
    bed.put(null, "one");

    until("it is paused", () -> bed.status().get(0).state() == State.PAUSED);
    assertThat(bed.status().get(0).reason()).contains("The application is not up");
    container.away = false;
    until("it is settled", () -> bed.events.contains("settled ACKNOWLEDGED"));
    assertThat(bean.got).containsExactly("one");
    until("it works", () -> bed.status().get(0).state() == State.WORKING);
  }

  @Test
  void a_message_waits_while_no_transaction_can_be_begun() throws Exception {
    BeanContainer container = new BeanContainer(bean, Attribute.REQUIRED);
    container.withoutTransactions = true;
    bed.activate(container, "maxRetries", "0");
    bed.put(null, "one");

    until("it is paused", () -> bed.status().get(0).state() == State.PAUSED);
    container.withoutTransactions = false;
    until("it is settled", () -> bed.events.contains("settled ACKNOWLEDGED"));
    assertThat(bean.got).containsExactly("one");
  }

  @Test
  void a_container_that_begins_no_transaction_is_told_of() throws Exception {
    BeanContainer container = new BeanContainer(bean, Attribute.REQUIRED);
    container.literal = true;
    bed.activate(container, "maxRetries", "0");
    bed.put(null, "one");

    assertThat(bed.failure().toString()).contains("has begun no transaction");
    assertThat(bean.got).isEmpty();
  }

  @Test
  void a_bean_without_transactions_is_called_without_one() throws Exception {
    bean.doing =
        text -> {
          assertThat(BeanContainer.transactions().getTransaction()).isNull();
          if (bean.got.size() == 1) {
            throw new IllegalStateException("once");
          }
        };
    BeanContainer container = bed.activate(bean, Attribute.NOT_SUPPORTED);
    bed.put(null, "one");

    until("it is settled twice", () -> bed.events.size() == 2);
    assertThat(bean.got).containsExactly("one", "one");
    assertThat(container.deliveries).hasValue(0);
    assertThat(container.created).hasValue(2);
  }

  @Test
  void without_transacted_the_containers_own_transaction_decides() throws Exception {
    BeanContainer container = deliver(bed.table::insert, "transacted", "false");

    until("it is settled", () -> bed.events.contains("settled ACKNOWLEDGED"));
    assertThat(bed.table.rows).containsExactly("one");
    assertThat(container.deliveries).hasValue(0);
  }

  @Test
  void a_bean_may_go_twice_and_its_messages_stay() throws Exception {
    BeanContainer container = bed.activate(bean, Attribute.REQUIRED);
    bed.put(null, "one");
    until("it is settled", () -> bed.events.size() == 1);
    bed.deactivate();
    bed.deactivate();
    bed.put(null, "two");

    assertThat(bed.status()).isEmpty();
    assertThat(container.released).hasValue(1);
    assertThat(bed.leftAfterStop()).isEqualTo(1);
    assertThat(bean.got).containsExactly("one");
  }

  @Test
  void a_bean_that_goes_finishes_its_message() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    BeanContainer container =
        deliver(
            text -> {
              called.countDown();
              assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
              bed.table.insert(text);
            });
    bed.put(null, "two");
    assertThat(called.await(60, TimeUnit.SECONDS)).isTrue();
    Thread going = new Thread(bed::deactivate);
    going.start();
    until("it waits", () -> going.getState() == Thread.State.TIMED_WAITING);
    goOn.countDown();
    going.join();

    assertThat(bed.events).startsWith("committed", "settled ACKNOWLEDGED");
    assertThat(bed.table.rows).containsExactly("one");
    assertThat(container.released).hasValue(1);
    until("the other went back", () -> bed.peer.ready(bed.queue) == 1);
  }

  @Test
  void a_bean_that_outlasts_its_drain_timeout_is_settled_later() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    BeanContainer container =
        deliver(
            text -> {
              called.countDown();
              assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
            },
            "drainTimeout",
            "PT0S");
    assertThat(called.await(60, TimeUnit.SECONDS)).isTrue();
    bed.deactivate();

    assertThat(container.released).hasValue(0);
    assertThat(bed.events).isEmpty();
    goOn.countDown();
    until("it is released", () -> container.released.get() == 1);
    until("it is settled", () -> bed.events.contains("settled ACKNOWLEDGED"));
    assertThat(bed.leftAfterStop()).isZero();
  }

  @Test
  void a_bean_comes_again_after_it_went() throws Exception {
    for (int i = 0; i < 3; i++) {
      bed.activate(bean, Attribute.REQUIRED);
      bed.put(null, "m" + i);
      int settled = i + 1;
      until("it is settled", () -> bed.events.size() == settled);
      bed.deactivate();
    }
    assertThat(bean.got).containsExactly("m0", "m1", "m2");
  }

  @Test
  void several_are_handled_at_a_time() throws Exception {
    CyclicBarrier together = new CyclicBarrier(4);
    bean.doing = text -> together.await(60, TimeUnit.SECONDS);
    BeanContainer container =
        bed.activate(bean, Attribute.REQUIRED, "concurrency", "4", "prefetch", "1");
    for (int i = 0; i < 8; i++) {
      bed.put(null, "m" + i);
    }
    until("all are settled", () -> bed.events.size() == 8);
    assertThat(container.created).hasValue(4);
    assertThat(bed.status()).hasSize(1);
    assertThat(bed.leftAfterStop()).isZero();
    assertThat(container.released).hasValue(4);
  }

  @Test
  void a_bean_can_answer_and_send_and_sees_its_message() throws Exception {
    String answers = bed.peer.queue("answers");
    var bus = bed.bus();
    deliver(
        text -> {
          assertThat(bus.incoming().orElseThrow().messageId()).isEqualTo(text);
          bus.send(answers, "to " + text, SendOptions.none());
        });
    assertThat(new String(bed.peer.take(answers).getBody(), StandardCharsets.UTF_8))
        .isEqualTo("to one");
    until("it is settled", () -> bed.events.contains("settled ACKNOWLEDGED"));
  }

  @Test
  void a_message_that_is_delayed_comes_later() throws Exception {
    bed.activate(bean, Attribute.REQUIRED);
    bed.awaitQueue();
    long sent = System.nanoTime();
    bed.bus().defer(bed.queue, "later", Duration.ofMillis(700));
    until("it is settled", () -> bed.events.contains("settled ACKNOWLEDGED"));
    assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThan(Duration.ofMillis(699));
    assertThat(bean.got).containsExactly("later");
  }

  /** Notes where it was made. */
  public record Made(String id, ClassLoader context) {
    @JsonbCreator
    public Made(@JsonbProperty("id") String id) {
      this(id, Thread.currentThread().getContextClassLoader());
    }
  }

  public static class Noting implements PikaBusListener {
    final Queue<ClassLoader> made = new ConcurrentLinkedQueue<>();
    final Queue<ClassLoader> called = new ConcurrentLinkedQueue<>();

    @OnMessage
    public void on(Made payload) {
      made.add(payload.context());
      called.add(Thread.currentThread().getContextClassLoader());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void payload_and_bean_are_in_the_context_that_the_container_gives_the_bean(boolean transacted)
      throws Exception {
    Noting bean = new Noting();
    BeanContainer container =
        bed.activate(bean, Attribute.REQUIRED, "transacted", String.valueOf(transacted));
    bed.put(null, "{\"id\": \"one\"}");
    bed.put(null, "{\"id\": \"two\"}");
    until("both are handled", () -> bean.called.size() == 2);
    assertThat(bean.made).containsOnly(container.context);
    assertThat(bean.called).containsOnly(container.context);
    assertThat(container.deliveries).hasValue(transacted ? 2 : 0);
  }

  public static class Faulty implements PikaBusListener {
    @OnMessage("a")
    public String answer(String text) {
      return text;
    }

    @OnMessage("b")
    public void none() {}
  }

  @Test
  void all_faults_of_a_bean_are_said_when_it_is_activated() throws Exception {
    PikaBusActivationSpec spec =
        bed.spec(
            "queue",
            "",
            "maxRetries",
            "many",
            "concurrency",
            "0",
            "noRetryOn",
            "java.lang.Nothing");
    assertThatThrownBy(
            () ->
                bed.activations()
                    .activate(new BeanContainer(new Faulty(), Attribute.REQUIRED), spec))
        .isInstanceOf(NotSupportedException.class)
        .hasMessageContaining("Faulty cannot be activated")
        .hasMessageContaining("Faulty.answer: it returns java.lang.String")
        .hasMessageContaining("Faulty.none: it takes 0 payloads")
        .hasMessageContaining("activationConfig: queue is missing")
        .hasMessageContaining("activationConfig: maxRetries = 'many' cannot be used")
        .hasMessageContaining("activationConfig: concurrency = '0' cannot be used")
        .hasMessageContaining("activationConfig: noRetryOn = 'java.lang.Nothing' cannot be used");
    assertThatThrownBy(spec::validate)
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("queue is missing")
        .hasMessageContaining("maxRetries = 'many'")
        .hasMessageContaining("concurrency = '0'");
  }

  @Test
  void a_container_that_hides_the_class_of_the_bean_is_refused() throws Exception {
    MessageEndpointFactory hiding =
        (MessageEndpointFactory)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {MessageEndpointFactory.class},
                (proxy, method, arguments) -> null);
    assertThatThrownBy(() -> bed.activations().activate(hiding, bed.spec()))
        .isInstanceOf(NotSupportedException.class)
        .hasMessageContaining("does not say which class the bean has");
  }

  @Test
  void nothing_is_activated_once_the_adapter_stops() throws Exception {
    bed.activations().close();
    assertThatThrownBy(() -> bed.activate(bean, Attribute.REQUIRED))
        .isInstanceOf(NotSupportedException.class)
        .hasMessageContaining("is stopping");
  }
}
