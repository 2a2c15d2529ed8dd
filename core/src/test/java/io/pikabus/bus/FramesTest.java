package io.pikabus.bus;

import static io.pikabus.fixtures.rabbitmq.FrameCounter.ACKNOWLEDGE;
import static io.pikabus.fixtures.rabbitmq.FrameCounter.BODY;
import static io.pikabus.fixtures.rabbitmq.FrameCounter.HEADER;
import static io.pikabus.fixtures.rabbitmq.FrameCounter.PUBLISH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.fixtures.rabbitmq.FrameCounter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What goes over the wire, frame by frame: the cost that no noise of a machine can hide. */
@Tag("slow")
class FramesTest {

  private static final int MANY = 300;

  /** AMQP 0-9-1, class and method. */
  private static final String OPEN_CHANNEL = "20.10";

  OtherService other;
  FrameCounter wire;
  PikaBusClient bus;

  @BeforeEach
  void connect() throws Exception {
    other = new OtherService(Broker.shared().uri());
    wire = new FrameCounter(Broker.shared().uri());
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put("host", "127.0.0.1");
    settings.put("port", String.valueOf(wire.port()));
    bus = PikaBus.connect(settings);
  }

  @AfterEach
  void disconnect() throws Exception {
    bus.close();
    wire.close();
    other.close();
  }

  /** Apart from the signs of life that a connection asks for while the machine stands still. */
  private Map<String, Long> sentSince(Map<String, Long> before) {
    Map<String, Long> sent = wire.sentSince(before);
    sent.remove(OPEN_CHANNEL);
    sent.remove("basic.qos");
    return sent;
  }

  private static Map<String, Long> publications(long count) {
    return Map.of(PUBLISH, count, HEADER, count, BODY, count);
  }

  @Test
  void a_command_is_one_publication_and_nothing_else_after_the_first() throws Exception {
    String queue = other.queue("commands");
    bus.send(queue, "first");
    Map<String, Long> before = wire.sent();

    for (int i = 0; i < MANY; i++) {
      bus.send(queue, "next");
    }

    assertThat(sentSince(before)).isEqualTo(publications(MANY));
  }

  @Test
  void an_event_is_one_publication_and_nothing_else_after_the_first() throws Exception {
    String queue = other.queue("events");
    bus.subscribe(queue, "frames.*");
    bus.publish("frames.first", "first");
    Map<String, Long> before = wire.sent();

    for (int i = 0; i < MANY; i++) {
      bus.publish("frames.next", "next");
    }

    assertThat(sentSince(before)).isEqualTo(publications(MANY));
  }

  @Test
  void senders_on_several_threads_cost_no_more() throws Exception {
    String queue = other.queue("threads");
    bus.send(queue, "first");
    Map<String, Long> before = wire.sent();

    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread sender =
          new Thread(
              () -> {
                for (int sent = 0; sent < MANY / 10; sent++) {
                  bus.send(queue, "next");
                }
              });
      senders.add(sender);
      sender.start();
    }
    for (Thread sender : senders) {
      sender.join();
    }

    assertThat(sentSince(before)).isEqualTo(publications(8L * (MANY / 10)));
  }

  @Test
  void messages_consumed_under_load_are_acknowledged_together_and_ask_for_nothing_else()
      throws Exception {
    String queue = other.queue("consumed");
    for (int i = 0; i < MANY; i++) {
      bus.send(queue, "message");
    }
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch handled = new CountDownLatch(MANY);
    try (var consumption =
        bus.consume(
            queue,
            String.class,
            text -> {
              begun.countDown();
              go.await();
              handled.countDown();
            })) {
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      Map<String, Long> before = wire.sent();
      go.countDown();

      assertThat(handled.await(30, TimeUnit.SECONDS)).isTrue();
      await().until(() -> bus.messageCount(queue) == 0);
      // The count was asked for by ourselves, on channels of its own.
      assertThat(wire.sentSince(before).getOrDefault(ACKNOWLEDGE, 0L)).isBetween(1L, MANY / 2L);
      assertThat(wire.sentSince(before)).doesNotContainKeys(PUBLISH, HEADER, BODY);
      assertThat(consumption).isNotNull();
    }
  }

  @Test
  void what_a_handler_sends_costs_one_publication_each_and_one_acknowledgement() throws Exception {
    String in = other.queue("in");
    String out = other.queue("out");
    bus.send(in, "first");
    bus.send(out, "first");
    Map<String, Long> before;
    CountDownLatch handled = new CountDownLatch(MANY + 1);
    CountDownLatch first = new CountDownLatch(1);
    try (var consumption =
        bus.consume(
            in,
            String.class,
            text -> {
              if (!text.equals("first")) {
                bus.send(out, text);
                bus.send(out, text);
              }
              handled.countDown();
              first.countDown();
            })) {
      assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
      before = wire.sent();
      for (int i = 0; i < MANY; i++) {
        bus.send(in, "next");
      }
      assertThat(handled.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(consumption).isNotNull();
    }

    assertThat(wire.sentSince(before))
        .containsAllEntriesOf(publications(3L * MANY))
        .hasEntrySatisfying(ACKNOWLEDGE, count -> assertThat(count).isLessThanOrEqualTo(MANY + 1L));
  }

  @Test
  void what_a_transaction_sends_leaves_in_one_piece() throws Exception {
    String in = other.queue("in");
    String out = other.queue("out");
    bus.send(out, "first");
    try (var consumption =
        bus.consume(
            in,
            String.class,
            text -> {
              for (int i = 0; i < 10; i++) {
                bus.send(out, text);
              }
            })) {
      long before = wire.pieces();

      bus.send(in, "message");

      await().until(() -> other.ready(out) == 11);
      assertThat(wire.pieces() - before).isEqualTo(2);
      assertThat(consumption).isNotNull();
    }
  }

  /** Of many words a quorum queue's channel keeps some back, and loses them at its end. */
  @Test
  void delayed_messages_handed_over_at_closing_are_acknowledged_by_one_word() throws Exception {
    String queue = other.queue("delayed");
    for (int i = 0; i < MANY; i++) {
      bus.defer(queue, "message", Duration.ofMillis(4_000 + 3L * i));
    }
    Map<String, Long> before = wire.sent();

    bus.close();

    Map<String, Long> sent = wire.sentSince(before);
    assertThat(sent).containsEntry(PUBLISH, (long) MANY);
    assertThat(sent).containsEntry(ACKNOWLEDGE, 1L);
    await().until(() -> other.ready(queue) == MANY);
  }
}
