package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.OutboxStatus;
import io.pikabus.PikaBus;
import io.pikabus.faults.Log;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What lies in the table and did not leave from memory. */
@Timeout(180)
@Tag("slow")
class RelayTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static void send(JtaTestBed bed, Deployment node, String queue, String... texts)
      throws Exception {
    PikaBus bus = node.outbox();
    bed.inTransaction(() -> Stream.of(texts).forEach(text -> bus.send(queue, text)));
  }

  @ParameterizedTest
  @EnumSource
  void what_a_node_committed_before_it_died_is_sent_by_another_one_in_order_and_marked(
      Engine engine) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("left");
      Deployment dying = bed.another().start();
      dying.afterPublishing(0, dying::die);

      send(bed, dying, queue, "a", "b", "c");

      assertThat(dying.isDead()).isTrue();
      assertThat(bed.database().stored()).isEqualTo(3);
      bed.database().expireLeases();
      assertThat(bed.arrivals(queue, 3))
          .allMatch(RawClient.Found::marked)
          .extracting(RawClient.Found::text)
          .containsExactly("a", "b", "c");
      bed.awaitNothingStored();
      assertThat(bed.peer().ready(queue)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_message_keeps_its_identifier_when_it_is_sent_again(Engine engine) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("again");
      Deployment dying = bed.another().start();
      dying.afterPublishing(1, dying::die);

      send(bed, dying, queue, "a", "b");
      RawClient.Found first = bed.arrivals(queue, 1).get(0);
      bed.database().expireLeases();
      List<RawClient.Found> second = bed.arrivals(queue, 2);

      assertThat(first)
          .extracting(RawClient.Found::text, RawClient.Found::marked)
          .containsExactly("a", false);
      assertThat(second).extracting(RawClient.Found::text).containsExactly("a", "b");
      assertThat(second).allMatch(RawClient.Found::marked);
      assertThat(second.get(0).messageId()).isEqualTo(first.messageId()).isNotEqualTo("null");
      bed.awaitNothingStored();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobody_takes_a_batch_up_before_its_lease_has_run_out_and_somebody_does_soon_after(
      Engine engine) throws Exception {
    Duration lease = Duration.ofSeconds(3);
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("leased");
      Deployment dying = bed.another(bed.node().setup().lease(lease)).start();
      dying.afterPublishing(0, dying::die);
      long stored = System.nanoTime();

      send(bed, dying, queue, "a");
      RawClient.Found found = bed.arrivals(queue, 1).get(0);
      Duration taken = Duration.ofNanos(System.nanoTime() - stored);

      assertThat(found.marked()).isTrue();
      assertThat(taken).isBetween(lease, lease.plusSeconds(10));
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_was_stored_by_a_node_that_never_reached_its_broker_is_sent_by_one_that_does(
      Engine engine) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("unreached");
      Deployment cutOff =
          bed.another(bed.node().setup().with("port", "1").with("confirm-timeout", "PT1S"));

      send(bed, cutOff, queue, "a", "b");

      assertThat(bed.arrivals(queue, 2))
          .allMatch(RawClient.Found::marked)
          .extracting(RawClient.Found::text)
          .containsExactly("a", "b");
      bed.awaitNothingStored();
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_is_stored_before_the_start_and_after_the_close_is_sent_by_whoever_comes_next(
      Engine engine) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("early-and-late");
      bed.node().close();
      send(bed, bed.node(), queue, "late");
      Deployment next = bed.another();
      send(bed, next, queue, "early");

      next.start();

      assertThat(bed.texts(queue, 2)).contains("late", "early");
      bed.database().expireLeases();
      bed.awaitNothingStored();
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_not_even_the_error_queue_takes_stays_is_counted_and_leaves_when_it_can(Engine engine)
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = Outage.unique("obstructed");
      bed.peer()
          .declare(bed.errorQueue(), Map.of("x-max-length", 0, "x-overflow", "reject-publish"));

      send(bed, bed.node(), queue, "a", "b");

      OutboxStatus stuck = awaitStatus(bed, 2, 2);
      assertThat(stuck.oldest()).isNotNull().isBefore(stuck.since());
      assertThat(bed.database().texts("SELECT failure FROM pikabus_outbox"))
          .hasSize(2)
          .allMatch(reason -> reason.contains("Nor could it go to queue " + bed.errorQueue()));
      bed.peer().declare(queue, Map.of());
      assertThat(bed.texts(queue, 2)).containsExactly("a", "b");
      bed.awaitNothingStored();
      assertThat(awaitStatus(bed, 0, 0).oldest()).isNull();
    }
  }

  private static OutboxStatus awaitStatus(JtaTestBed bed, long pending, long undeliverable) {
    return await("%d pending, %d undeliverable".formatted(pending, undeliverable))
        .atMost(PATIENCE)
        .until(
            () -> bed.node().engine().outbox().orElse(null),
            status ->
                status != null
                    && status.pending() == pending
                    && status.undeliverable() == undeliverable);
  }

  @ParameterizedTest
  @EnumSource
  void what_is_for_a_broker_that_nobody_knows_stays_is_counted_and_leaves_when_somebody_does(
      Engine engine) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine);
        Log log = new Log()) {
      String queue = bed.peer().queue("elsewhere");
      Deployment elsewhere = bed.another(bed.node().setup().named("RabbitMQ elsewhere"));
      elsewhere.awaitConnected().afterPublishing(0, elsewhere::die);

      send(bed, elsewhere, queue, "a", "b");
      bed.database().expireLeases();

      awaitStatus(bed, 2, 2);
      assertThat(log.lines())
          .contains(
              "SEVERE 2 messages of the outbox are for a broker to which no channel of this deployment leads: RabbitMQ elsewhere. They stay until one does.");
      assertThat(bed.peer().ready(queue)).isZero();
      bed.another(bed.node().setup().named("RabbitMQ elsewhere")).start();
      assertThat(bed.texts(queue, 2)).containsExactly("a", "b");
      bed.awaitNothingStored();
    }
  }

  @ParameterizedTest
  @EnumSource
  void messages_that_a_lost_connection_left_in_doubt_are_given_back_and_sent_when_it_returns(
      Engine engine) throws Exception {
    PrivateNode broker = Outage.node();
    try (JtaTestBed bed =
        new JtaTestBed(engine, true, broker, setup -> setup.with("confirm-timeout", "PT1S"))) {
      String queue = bed.peer().queue("in-doubt");
      send(bed, bed.node(), queue, "before");
      bed.awaitNothingStored();
      broker.syncDeclarations();
      broker.pause();

      send(bed, bed.node(), queue, "a", "b");
      broker.kill();
      await("batches that are given back")
          .atMost(PATIENCE)
          .until(
              () ->
                  bed.database()
                      .texts("SELECT lease_until FROM pikabus_outbox WHERE position_in_batch = 0")
                      .equals(List.of("0")));

      assertThat(
              bed.database()
                  .texts("SELECT CONCAT(attempts, COALESCE(failure, '')) FROM pikabus_outbox"))
          .containsExactly("0", "0");
      broker.start();
      bed.awaitNothingStored();
      try (RawClient after = new RawClient(broker)) {
        List<RawClient.Found> found = new ArrayList<>(after.takeAll(queue));
        assertThat(found).extracting(RawClient.Found::text).containsSubsequence("before", "a", "b");
        assertThat(found.subList(found.size() - 2, found.size())).allMatch(RawClient.Found::marked);
      }
    } finally {
      broker.start();
    }
  }
}
