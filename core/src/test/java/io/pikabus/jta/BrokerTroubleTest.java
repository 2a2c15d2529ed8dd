package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import io.pikabus.faults.Log;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import jakarta.transaction.RollbackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Brokers that are away at the commit, or do not take every message. */
@Timeout(180)
@Tag("slow")
class BrokerTroubleTest {

  private static final int MANY = 100;
  private static final int HALF = 50;

  static Stream<Arguments> all() {
    return CompletionTest.all();
  }

  @ParameterizedTest
  @EnumSource
  void a_broker_that_is_down_rolls_back_what_leaves_before_the_commit_and_nothing_else(
      Engine engine) throws Exception {
    PrivateNode broker = Outage.node();
    String queue;
    try (RawClient peer = new RawClient(broker)) {
      queue = peer.queue("down");
    }
    try (JtaTestBed bed =
            new JtaTestBed(engine, true, broker, setup -> setup.with("confirm-timeout", "PT1S"));
        Log log = new Log()) {
      broker.stop();

      assertThat(catchThrowable(() -> send(bed, Mode.BEFORE_COMMIT, queue)))
          .isInstanceOf(RollbackException.class);
      send(bed, Mode.AFTER_COMMIT, queue);
      send(bed, Mode.OUTBOX, queue);

      assertThat(bed.rows()).containsExactly("AFTER_COMMIT", "OUTBOX");
      assertThat(bed.database().stored()).isOne();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  log.lines().stream()
                      .anyMatch(
                          line ->
                              line.startsWith("SEVERE")
                                  && line.contains("Its transaction has committed.")
                                  && line.contains("use the outbox where that matters")));
      broker.start();
      bed.awaitNothingStored();
      try (RawClient after = new RawClient(broker)) {
        assertThat(after.takeAll(queue))
            .extracting(RawClient.Found::text)
            .containsExactly("OUTBOX");
      }
    } finally {
      broker.start();
    }
  }

  private static void send(JtaTestBed bed, Mode mode, String queue) throws Exception {
    PikaBus bus = bed.node().bus(mode.settings("confirm-timeout", "PT1S"));
    bed.inTransaction(
        () -> {
          bed.insert(mode.name());
          bus.send(queue, mode.name());
        });
  }

  @ParameterizedTest
  @MethodSource("all")
  void one_message_among_a_hundred_that_no_queue_receives(Engine engine, Mode mode)
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine);
        Log log = new Log()) {
      String queue = bed.peer().queue("among");
      String missing = Outage.unique("missing");
      PikaBus bus = bed.bus(mode);

      Throwable refused =
          catchThrowable(
              () ->
                  bed.inTransaction(
                      () -> {
                        bed.insert("order");
                        for (int i = 0; i < MANY; i++) {
                          bus.send(i == HALF ? missing : queue, "m" + i);
                        }
                      }));

      List<String> others = new ArrayList<>(JtaTestBed.numbered(MANY));
      others.remove("m" + HALF);
      assertThat(bed.texts(queue, MANY - 1)).isEqualTo(others);
      if (mode == Mode.BEFORE_COMMIT) {
        assertThat(refused).isInstanceOf(RollbackException.class);
        assertThat(bed.rows()).isEmpty();
        assertThat(log.lines())
            .anyMatch(line -> line.contains("99 of 100 messages of a transaction are out"));
      } else {
        assertThat(refused).isNull();
        assertThat(bed.rows()).containsExactly("order");
        assertThat(bed.failure())
            .containsEntry("body", "m" + HALF)
            .containsEntry("PikaBus.SourceQueue", missing)
            .hasEntrySatisfying(
                "PikaBus.ErrorDetails",
                reason -> assertThat(reason).contains("no queue receives it"));
        bed.awaitNothingStored();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void an_exchange_that_is_deleted_in_the_middle_of_a_batch(Engine engine, Mode mode)
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("bound");
      String exchange = Outage.unique("exchange");
      bed.peer().channel().exchangeDeclare(exchange, "fanout", true);
      bed.peer().channel().queueBind(queue, exchange, "");
      PikaBus bus = bed.bus(mode);
      bed.node().afterPublishing(HALF, () -> deleteBehind(HALF, bed.peer(), queue, exchange));

      Throwable refused =
          catchThrowable(
              () ->
                  bed.inTransaction(
                      () -> {
                        bed.insert("order");
                        for (int i = 0; i < MANY; i++) {
                          bus.publish("topic", "m" + i, SendOptions.none().withExchange(exchange));
                        }
                      }));

      List<String> arrived = bed.texts(queue, HALF);
      assertThat(arrived).isEqualTo(JtaTestBed.numbered(HALF));
      if (mode == Mode.BEFORE_COMMIT) {
        assertThat(refused).isInstanceOf(RollbackException.class);
        assertThat(bed.rows()).isEmpty();
      } else {
        assertThat(refused).isNull();
        assertThat(bed.rows()).containsExactly("order");
        bed.peer().declare(bed.errorQueue(), Map.of());
        assertThat(bed.texts(bed.errorQueue(), MANY - HALF))
            .containsExactlyInAnyOrderElementsOf(JtaTestBed.numbered(MANY).subList(HALF, MANY));
        bed.awaitNothingStored();
      }
    }
  }

  private static void deleteBehind(int messages, RawClient peer, String queue, String exchange) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .pollInSameThread()
        .until(() -> peer.ready(queue) == messages);
    try {
      peer.channel().exchangeDelete(exchange);
    } catch (Exception unexpected) {
      throw new IllegalStateException(unexpected);
    }
  }
}
