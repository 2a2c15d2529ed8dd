package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.PayloadException;
import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import io.pikabus.transaction.Batch;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the end of a transaction does to its messages, in each mode and with each database. */
@Timeout(120)
@Tag("slow")
class CompletionTest {

  static Stream<Arguments> all() {
    return Stream.of(Engine.values())
        .flatMap(engine -> Stream.of(Mode.values()).map(mode -> Arguments.of(engine, mode)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void what_a_transaction_sent_leaves_in_order_once_and_unmarked_when_it_commits(
      Engine engine, Mode mode) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("committed");
      PikaBus bus = bed.bus(mode);

      bed.inTransaction(
          () -> {
            bed.insert("order");
            JtaTestBed.numbered(50).forEach(text -> bus.send(queue, text));
            assertThat(bed.peer().ready(queue)).isZero();
          });

      assertThat(bed.arrivals(queue, 50))
          .noneMatch(found -> found.marked())
          .extracting(found -> found.text())
          .isEqualTo(JtaTestBed.numbered(50));
      bed.awaitNothingStored();
      assertThat(bed.peer().ready(queue)).isZero();
      assertThat(bed.rows()).containsExactly("order");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void nothing_leaves_and_nothing_stays_when_it_rolls_back_after_some_sends(
      Engine engine, Mode mode) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("rolled-back");
      PikaBus bus = bed.bus(mode);
      Exception broken = new Exception("no stock");

      assertThatThrownBy(
              () ->
                  bed.inTransaction(
                      () -> {
                        bed.insert("order");
                        JtaTestBed.numbered(10).forEach(text -> bus.send(queue, text));
                        throw broken;
                      }))
          .isSameAs(broken);

      assertThat(bed.rows()).isEmpty();
      assertThat(bed.database().stored()).isZero();
      bed.inTransaction(() -> bus.send(queue, "the next one"));
      assertThat(bed.texts(queue, 1)).containsExactly("the next one");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void a_send_in_a_transaction_that_is_marked_for_rollback_is_refused(Engine engine, Mode mode)
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("marked");
      PikaBus bus = bed.bus(mode);

      assertThatThrownBy(
              () ->
                  bed.inTransaction(
                      () -> {
                        bus.send(queue, "before");
                        bed.container().userTransaction().setRollbackOnly();
                        assertThatThrownBy(() -> bus.send(queue, "after"))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("marked for rollback, or has timed out")
                            .hasMessageContaining("Send before");
                      }))
          .isInstanceOf(RollbackException.class);

      assertThat(bed.peer().ready(queue)).isZero();
      assertThat(bed.database().stored()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void a_send_after_the_timeout_of_its_transaction_is_refused_and_nothing_leaves(
      Engine engine, Mode mode) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("late");
      PikaBus bus = bed.bus(mode);

      assertThatThrownBy(
              () ->
                  bed.container()
                      .inTransaction(
                          1,
                          () -> {
                            bed.insert("order");
                            bus.send(queue, "in time");
                            await()
                                .pollInSameThread()
                                .atMost(Duration.ofSeconds(20))
                                .until(
                                    () ->
                                        bed.container().userTransaction().getStatus()
                                            != Status.STATUS_ACTIVE);
                            assertThatThrownBy(() -> bus.send(queue, "late"))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("timed out");
                          }))
          .isInstanceOf(RollbackException.class);

      assertThat(bed.peer().ready(queue)).isZero();
      assertThat(bed.rows()).isEmpty();
      assertThat(bed.database().stored()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void a_transaction_inside_another_one_has_messages_of_its_own(Engine engine, Mode mode)
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("nested");
      PikaBus bus = bed.bus(mode);

      assertThatThrownBy(
              () ->
                  bed.inTransaction(
                      () -> {
                        bus.send(queue, "outer, rolled back");
                        requiresNew(bed, () -> bus.send(queue, "inner, committed"));
                        assertThat(bed.texts(queue, 1)).containsExactly("inner, committed");
                        bed.container().userTransaction().setRollbackOnly();
                      }))
          .isInstanceOf(RollbackException.class);
      bed.inTransaction(
          () -> {
            bus.send(queue, "outer, before");
            assertThatThrownBy(
                    () ->
                        requiresNew(
                            bed,
                            () -> {
                              bus.send(queue, "inner, rolled back");
                              throw new IllegalStateException("no");
                            }))
                .hasMessage("no");
            bus.send(queue, "outer, after");
          });

      assertThat(bed.texts(queue, 2)).containsExactly("outer, before", "outer, after");
      bed.awaitNothingStored();
      assertThat(bed.peer().ready(queue)).isZero();
    }
  }

  private static void requiresNew(JtaTestBed bed, SmallContainer.Work work) throws Exception {
    Transaction outer = bed.container().transactionManager().suspend();
    try {
      bed.inTransaction(work);
    } finally {
      bed.container().transactionManager().resume(outer);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void work_that_catches_the_failure_of_one_send_goes_on_and_sends_the_others(
      Engine engine, Mode mode) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("goes-on");
      PikaBus bus = bed.bus(mode);

      bed.inTransaction(
          () -> {
            bed.insert("order");
            bus.send(queue, "first");
            assertThatThrownBy(() -> bus.send(queue, new Object[] {new Unwritable()}))
                .isInstanceOf(PayloadException.class);
            assertThatThrownBy(
                    () ->
                        bus.send(
                            queue,
                            "no such header",
                            SendOptions.none().withHeader("tenant", new Object())))
                .isInstanceOf(IllegalArgumentException.class);
            bus.send(queue, "last");
          });

      assertThat(bed.texts(queue, 2)).containsExactly("first", "last");
      assertThat(bed.rows()).containsExactly("order");
    }
  }

  /** No JSON can be made of it. */
  public static final class Unwritable {
    /** Fails. */
    public String getText() {
      throw new IllegalStateException("cannot be read");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ten_thousand_messages_of_one_transaction_arrive_in_order_and_one_more_is_refused(
      Engine engine) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("many");
      PikaBus bus = bed.bus(Mode.OUTBOX);
      List<String> sent = JtaTestBed.numbered(Batch.MOST_MESSAGES);

      bed.inTransaction(
          () -> {
            sent.forEach(text -> bus.send(queue, text));
            assertThatThrownBy(() -> bus.send(queue, "one more"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already holds 10000 messages")
                .hasMessageContaining("Split the transaction.");
          });

      bed.awaitNothingStored();
      assertThat(bed.arrivals(queue, sent.size()).stream().map(found -> found.text()).distinct())
          .isEqualTo(sent);
    }
  }
}
