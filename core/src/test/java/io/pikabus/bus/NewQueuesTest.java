package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.config.IncomingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.QuorumQueue;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.rabbitmq.QueueConsumer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Consumers whose quorum queues are not there yet. */
@Tag("broker")
@Tag("slow")
class NewQueuesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TOPIC = OtherService.unique("happened");

  private static IncomingSettings settings(String queue, String... more) {
    Map<String, String> settings = OtherService.sharedBroker(more);
    settings.put("queue", queue);
    SettingsReader reader = new SettingsReader();
    IncomingSettings read = reader.incoming(queue, SettingSource.of(settings));
    reader.throwFaults();
    return read;
  }

  private static BrokerClient client() {
    return new BrokerClient(settings("any").bus().connection());
  }

  private static void awaitConsuming(QueueConsumer consumer) throws InterruptedException {
    assertThat(consumer.awaitConsuming(PATIENCE)).as("consuming %s", consumer.queue()).isTrue();
  }

  /** From nothing to consuming each of so many new queues. */
  private static Duration timeFor(int queues) throws InterruptedException {
    long begin = System.nanoTime();
    try (BrokerClient client = client()) {
      List<QueueConsumer> consumers =
          Stream.generate(() -> client.consume(settings(OtherService.unique("new"))))
              .limit(queues)
              .toList();
      for (QueueConsumer consumer : consumers) {
        awaitConsuming(consumer);
      }
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  @Test
  void eight_new_queues_of_one_connection_do_not_wait_one_after_the_other() throws Exception {
    int queues = 8;

    // A new queue settles for more than a second.
    assertThat(timeFor(queues)).isLessThan(Duration.ofSeconds(queues));
  }

  @Test
  void a_second_consumer_of_a_new_queue_waits_until_it_has_settled_too() throws Exception {
    String queue = OtherService.unique("shared");
    try (BrokerClient client = client()) {
      QueueConsumer first = client.consume(settings(queue));
      QueueConsumer second = client.consume(settings(queue));

      long begin = System.nanoTime();
      awaitConsuming(second);

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(1));
      awaitConsuming(first);
    }
  }

  /** The broker compares the arguments of a queue that is declared again. */
  @Test
  void a_new_queue_is_not_left_to_the_delivery_limit_of_the_broker() throws Exception {
    String queue = OtherService.unique("limited");
    try (BrokerClient client = client();
        OtherService other = new OtherService(Broker.shared().uri())) {
      awaitConsuming(client.consume(settings(queue)));

      Map<String, Object> ours = QuorumQueue.ours("error");
      other.channel().queueDeclare(queue, true, false, false, ours);

      Map<String, Object> others = new HashMap<>(ours);
      others.remove("x-delivery-limit");
      assertThatThrownBy(() -> other.channel().queueDeclare(queue, true, false, false, others))
          .rootCause()
          .hasMessageContaining("x-delivery-limit");
    }
  }

  @Test
  void when_the_first_of_several_consumes_what_it_publishes_finds_the_queues_of_the_others()
      throws Exception {
    String subscriber = OtherService.unique("subscriber");
    List<String> returned = new CopyOnWriteArrayList<>();
    try (BrokerClient client = client();
        OtherService handler = new OtherService(Broker.shared().uri())) {
      IncomingSettings topics = settings(subscriber, "topics", TOPIC);
      QueueConsumer first = client.consume(settings(OtherService.unique("first")));
      QueueConsumer last = client.consume(topics);
      handler.channel().addReturnListener(message -> returned.add(message.getReplyText()));
      handler.channel().confirmSelect();
      awaitConsuming(first);

      handler
          .channel()
          .basicPublish(topics.bus().topicExchange(), TOPIC, true, null, new byte[] {1});
      handler.channel().waitForConfirmsOrDie(PATIENCE.toMillis());

      assertThat(returned).isEmpty();
      assertThat(last.poll(PATIENCE)).isNotNull();
    }
  }
}
