package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import io.pikabus.BrokerException;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.faults.FaultProxy;
import io.pikabus.faults.FaultProxy.Cut;
import io.pikabus.faults.Log;
import io.pikabus.faults.QuorumQueue;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues that are declared and not consumed. */
@Tag("broker")
@Tag("slow")
@Timeout(120)
class DeclaredQueuesTest {

  private OtherService other;
  private final String queue = OtherService.unique("declared");
  private final String errors = OtherService.unique("error");

  @BeforeEach
  void connect() throws Exception {
    other = new OtherService(Broker.shared().uri());
  }

  @AfterEach
  void disconnect() throws Exception {
    other.close();
  }

  private Map<String, String> settings(String... more) {
    Map<String, String> settings = OtherService.sharedBroker(more);
    settings.put("error-queue", errors);
    return settings;
  }

  private boolean exists(String name) throws Exception {
    try (var channel = other.channel().getConnection().createChannel()) {
      channel.queueDeclarePassive(name);
      return true;
    } catch (IOException missing) {
      return false;
    }
  }

  /** The broker refuses a declaration with other arguments than those of the queue. */
  private AMQP.Queue.DeclareOk asOurs(String name) throws Exception {
    try (var channel = other.channel().getConnection().createChannel()) {
      return channel.queueDeclare(name, true, false, false, QuorumQueue.ours(errors));
    }
  }

  @Test
  void a_queue_is_declared_as_consuming_it_would_with_its_bindings() throws Exception {
    try (PikaBusClient bus = PikaBus.connect(settings())) {
      bus.declareQueue(queue, queue + ".*", queue + "-other");

      bus.send(queue, "command");
      bus.publish(queue + ".event", "event");
      bus.publish(queue + "-other", "event");

      assertThat(asOurs(queue).getMessageCount()).isEqualTo(3);
      bus.declareQueue(queue);
    }
  }

  @Test
  void an_existing_queue_is_used_unchanged() throws Exception {
    other.channel().queueDeclare(queue, true, false, false, Map.of());
    try (PikaBusClient bus = PikaBus.connect(settings())) {
      bus.declareQueue(queue);
      bus.send(queue, "command");
    }

    assertThat(other.channel().queueDeclare(queue, true, false, false, Map.of()).getMessageCount())
        .isEqualTo(1);
  }

  /** Services of PikaBus declare it too, and fail if it has other arguments. */
  @Test
  void the_error_queue_is_declared_as_such() throws Exception {
    try (PikaBusClient bus = PikaBus.connect(settings())) {
      bus.declareQueue(errors);
    }

    assertThat(other.channel().queueDeclare(errors, true, false, false, Map.of()).getMessageCount())
        .isZero();
  }

  @Test
  void names_that_amqp_cannot_carry_are_refused() {
    try (PikaBusClient bus = PikaBus.connect(settings())) {
      assertThatThrownBy(() -> bus.declareQueue("")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> bus.declareQueue(queue, "x".repeat(256)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void under_check_nothing_is_made_and_what_is_missing_is_named() throws Exception {
    try (PikaBusClient bus = PikaBus.connect(settings("topology", "check"))) {
      assertThatThrownBy(() -> bus.declareQueue(queue))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("does not exist")
          .hasMessageContaining("topology = check");
    }
    assertThat(exists(queue)).isFalse();
  }

  @Test
  void queues_of_the_key_are_there_before_the_first_message() throws Exception {
    try (PikaBusClient bus =
        PikaBus.connect(settings("declare-queues", queue + ", " + queue + "-2"))) {
      bus.send(queue, "first");
      bus.send(queue + "-2", "second");
    }

    assertThat(asOurs(queue).getMessageCount()).isEqualTo(1);
    assertThat(asOurs(queue + "-2").getMessageCount()).isEqualTo(1);
  }

  /**
   * Settings of queues that a test deletes as soon as they are declared: of a quorum queue, that
   * can end what the node needs for all others (docs/operating.md).
   */
  private Map<String, String> fleeting(FaultProxy proxy, String... more) {
    Map<String, String> settings = settings(more);
    settings.put("queue-type", "classic");
    settings.put("host", "127.0.0.1");
    settings.put("port", String.valueOf(proxy.port()));
    return settings;
  }

  @Test
  void they_are_made_though_nothing_is_sent_and_again_after_a_reconnect() throws Exception {
    try (FaultProxy proxy = new FaultProxy(Broker.shared().uri().getPort());
        PikaBusClient bus = PikaBus.connect(fleeting(proxy, "declare-queues", queue))) {
      await().until(() -> exists(queue));
      other.channel().queueDelete(queue);

      proxy.cutAll(Cut.RESET);

      await().until(() -> exists(queue));
      assertThat(bus.status().consumers()).isEmpty();
    }
  }

  @Test
  void the_queue_for_replies_is_made_before_the_first_message_that_names_it() throws Exception {
    String out = other.queue("out");
    try (PikaBusClient bus = PikaBus.connect(settings("listener-queue", queue))) {
      await().until(() -> bus.status().isWorking());
      assertThat(exists(queue)).isFalse();

      bus.send(out, "question");

      assertThat(other.take(out).getProps().getReplyTo()).isEqualTo(queue);
      bus.send(queue, "answer");
      assertThat(asOurs(queue).getMessageCount()).isEqualTo(1);
    }
  }

  @Test
  void it_is_made_once_a_connection() throws Exception {
    String out = other.queue("out");
    try (FaultProxy proxy = new FaultProxy(Broker.shared().uri().getPort());
        PikaBusClient bus = PikaBus.connect(fleeting(proxy, "listener-queue", queue))) {
      bus.send(out, "one");
      other.channel().queueDelete(queue);
      bus.send(out, "two");
      assertThat(exists(queue)).isFalse();

      proxy.cutAll(Cut.RESET);
      bus.send(out, "three");

      assertThat(exists(queue)).isTrue();
    }
  }

  @Test
  void a_queue_for_replies_that_is_not_made_keeps_no_message_back_and_is_told_of()
      throws Exception {
    String out = other.queue("out");
    other.channel().exchangeDeclare("PikaBusDirect", "direct", true);
    other.channel().exchangeDeclare("PikaBusTopic", "topic", true);
    other.channel().queueBind(out, "PikaBusDirect", out);
    try (Log log = new Log();
        PikaBusClient bus =
            PikaBus.connect(settings("listener-queue", queue, "topology", "check"))) {
      bus.send(out, "question");

      assertThat(other.take(out).getProps().getReplyTo()).isEqualTo(queue);
      assertThat(log.lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .startsWith("WARNING")
                      .contains(queue)
                      .contains("topology = check"));
      assertThat(bus.status().publishing().reason()).contains(queue);
    }
    assertThat(exists(queue)).isFalse();
  }

  @Test
  void topics_of_the_settings_are_bound_when_a_queue_is_consumed() throws Exception {
    try (PikaBusClient bus = PikaBus.connect(settings("topics", queue + ".#"))) {
      var handled = new LinkedBlockingQueue<String>();
      bus.consume(queue, String.class, handled::add);

      bus.publish(queue + ".event", "event");

      await().untilAsserted(() -> assertThat(handled).containsExactly("event"));
    }
  }
}
