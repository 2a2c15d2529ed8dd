package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.ReceivedMessage;
import io.pikabus.TransactionException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the end of a container's transaction does to the messages that were received in it. */
@Timeout(120)
@Tag("slow")
class ReceiveInTransactionTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private JtaTestBed bed;

  @BeforeEach
  void begin() throws Exception {
    bed = new JtaTestBed(Engine.H2);
  }

  @AfterEach
  void end() throws Exception {
    bed.close();
  }

  private String queueWithOrder(String name) throws Exception {
    String queue = bed.peer().queue(name);
    bed.peer().put(queue, "order");
    return queue;
  }

  private static String receive(PikaBus bus, String queue) {
    return bus.receive(queue, String.class, SOON).map(ReceivedMessage::payload).orElseThrow();
  }

  private void awaitReady(String queue, long count) {
    await(count + " messages").atMost(SOON).until(() -> bed.peer().ready(queue) == count);
  }

  /** Nothing comes back when the connection ends. */
  private void assertSettled(String queue) throws Exception {
    bed.node().close();
    await().during(Duration.ofMillis(300)).until(() -> bed.peer().ready(queue) == 0);
  }

  @ParameterizedTest
  @EnumSource
  void a_commit_takes_the_message_out_of_its_queue_and_lets_out_what_was_sent(Mode mode)
      throws Exception {
    String queue = queueWithOrder("received");
    String out = bed.peer().queue("out");
    PikaBus bus = bed.bus(mode);

    bed.inTransaction(
        () -> {
          String text = receive(bus, queue);
          bed.insert(text);
          bus.send(out, text);
          assertThat(bed.peer().ready(out)).isZero();
        });

    assertThat(bed.texts(out, 1)).containsExactly("order");
    bed.awaitNothingStored();
    assertThat(bed.rows()).containsExactly("order");
    assertSettled(queue);
  }

  @ParameterizedTest
  @EnumSource
  void a_rollback_puts_it_back_and_nothing_else_is_left(Mode mode) throws Exception {
    String queue = queueWithOrder("rolled-back");
    String out = bed.peer().queue("out");
    PikaBus bus = bed.bus(mode);
    Exception broken = new Exception("no stock");

    assertThatThrownBy(
            () ->
                bed.inTransaction(
                    () -> {
                      String text = receive(bus, queue);
                      bed.insert(text);
                      bus.send(out, text);
                      throw broken;
                    }))
        .isSameAs(broken);

    awaitReady(queue, 1);
    assertThat(bed.peer().ready(out)).isZero();
    assertThat(bed.rows()).isEmpty();
    assertThat(bus.receive(queue, String.class, SOON).orElseThrow().metadata().redelivered())
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void a_commit_that_is_refused_puts_it_back(Mode mode) throws Exception {
    String queue = queueWithOrder("refused");
    PikaBus bus = bed.bus(mode);

    assertThatThrownBy(
            () ->
                bed.inTransaction(
                    () -> {
                      bed.container()
                          .transactionManager()
                          .getTransaction()
                          .enlistResource(
                              new Voter(
                                  () -> {
                                    throw new IllegalStateException("no");
                                  }));
                      bed.insert(receive(bus, queue));
                    }))
        .isInstanceOf(RollbackException.class);

    awaitReady(queue, 1);
    assertThat(bed.rows()).isEmpty();
  }

  @Test
  void a_transaction_that_takes_too_long_gives_back_what_it_received_and_receives_nothing_more()
      throws Exception {
    String queue = queueWithOrder("reaped");
    PikaBus bus = bed.bus(Mode.OUTBOX);

    Throwable refused =
        catchThrowable(
            () ->
                bed.container()
                    .inTransaction(
                        1,
                        () -> {
                          receive(bus, queue);
                          awaitReady(queue, 1);
                          bus.receive(queue, String.class);
                        }));

    assertThat(refused).isInstanceOf(IllegalStateException.class);
    awaitReady(queue, 1);
    assertThat(receive(bus, queue)).isEqualTo("order");
  }

  @Test
  void what_comes_after_the_end_of_a_transaction_that_waits_for_it_goes_back() throws Exception {
    String queue = bed.peer().queue("too-late");
    PikaBus bus = bed.bus(Mode.BEFORE_COMMIT);
    CompletableFuture<Throwable> waiting =
        CompletableFuture.supplyAsync(
            () ->
                catchThrowable(
                    () ->
                        bed.container()
                            .inTransaction(
                                1,
                                () -> {
                                  var own = bed.container().transactionManager().getTransaction();
                                  CompletableFuture.runAsync(
                                      () -> {
                                        await()
                                            .until(
                                                () -> own.getStatus() == Status.STATUS_ROLLEDBACK);
                                        try {
                                          bed.peer().put(queue, "late");
                                        } catch (Exception impossible) {
                                          throw new IllegalStateException(impossible);
                                        }
                                      });
                                  bus.receive(queue, String.class, Duration.ofSeconds(60));
                                })));

    assertThat(waiting.get(60, TimeUnit.SECONDS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the transaction is over, or has timed out");
    awaitReady(queue, 1);
  }

  @Test
  void a_transaction_that_is_marked_for_rollback_receives_nothing() throws Exception {
    String queue = queueWithOrder("marked");
    PikaBus bus = bed.bus(Mode.BEFORE_COMMIT);

    assertThatThrownBy(
            () ->
                bed.inTransaction(
                    () -> {
                      bed.container().userTransaction().setRollbackOnly();
                      bus.receive(queue, String.class);
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("marked for rollback");

    awaitReady(queue, 1);
  }

  @Test
  void several_queues_and_messages_belong_to_one_transaction() throws Exception {
    String one = bed.peer().queue("one");
    String two = bed.peer().queue("two");
    PikaBus bus = bed.bus(Mode.OUTBOX);
    for (String text : List.of("a", "b")) {
      bed.peer().put(one, text);
      bed.peer().put(two, text);
    }

    bed.inTransaction(
        () -> {
          assertThat(receive(bus, one) + receive(bus, two) + receive(bus, one) + receive(bus, two))
              .isEqualTo("aabb");
          // Its own channel: a queue that is missing costs the others nothing.
          assertThat(catchThrowable(() -> bus.receive("missing-" + one, String.class))).isNotNull();
        });

    assertSettled(one);
    assertThat(bed.peer().ready(two)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void the_buss_own_transaction_outside_jta_confirms_what_was_sent(Mode mode) throws Exception {
    String queue = queueWithOrder("own");
    String out = bed.peer().queue("out");
    PikaBus bus = bed.bus(mode);

    bus.inTransaction(
        () -> {
          bus.send(out, receive(bus, queue));
          assertThat(bed.peer().ready(out)).isZero();
        });

    assertThat(bed.database().stored()).isZero();
    assertThat(bed.peer().ready(out)).isEqualTo(1);
    assertThatThrownBy(() -> bus.inTransaction(() -> bus.send("missing-" + out, "lost")))
        .isInstanceOf(TransactionException.class);
    assertSettled(queue);
  }

  @ParameterizedTest
  @EnumSource
  void inside_jta_it_joins(Mode mode) throws Exception {
    String out = bed.peer().queue("joined");
    PikaBus bus = bed.bus(mode);

    assertThatThrownBy(
            () ->
                bed.inTransaction(
                    () -> {
                      bus.inTransaction(() -> bus.send(out, "inner"));
                      throw new IllegalStateException("outer");
                    }))
        .hasMessage("outer");
    assertThat(bed.database().stored()).isZero();

    bed.inTransaction(() -> bus.inTransaction(() -> bus.send(out, "committed")));
    assertThat(bed.texts(out, 1)).containsExactly("committed");
  }

  /** As {@code REQUIRES_NEW} inside {@code inTransaction}. */
  @Test
  void a_jta_transaction_inside_the_buss_own_stands_by_itself() throws Exception {
    String out = bed.peer().queue("inner");
    PikaBus bus = bed.bus(Mode.BEFORE_COMMIT);

    assertThatThrownBy(
            () ->
                bus.inTransaction(
                    () -> {
                      bus.send(out, "outer");
                      bed.inTransaction(() -> bus.send(out, "inner"));
                      bus.send(out, "outer");
                      throw new IllegalStateException("outer");
                    }))
        .hasMessage("outer");

    assertThat(bed.texts(out, 1)).containsExactly("inner");
  }

  /** What leaves after the commit may not get out: then the message comes again. */
  @Test
  void a_message_whose_answer_nobody_took_after_the_commit_comes_again() throws Exception {
    String queue = queueWithOrder("unanswered");
    PikaBus bus = bed.bus(Mode.AFTER_COMMIT);
    bed.peer().declare(bed.errorQueue(), Map.of("x-max-length", 0, "x-overflow", "reject-publish"));

    bed.inTransaction(() -> bus.send("missing-" + queue, receive(bus, queue)));

    // The client is connected all the time: nobody but the transaction gives it back.
    awaitReady(queue, 1);
  }

  @Test
  void a_message_whose_answer_was_under_way_when_its_node_went_comes_again() throws Exception {
    String queue = queueWithOrder("unsent");
    PikaBus bus = bed.bus(Mode.AFTER_COMMIT);
    String out = bed.peer().queue("out");

    bed.inTransaction(
        () -> {
          Optional<ReceivedMessage<String>> order = bus.receive(queue, String.class, SOON);
          bus.send(out, order.orElseThrow().payload());
          bed.node().die();
        });

    // The node is dead to the broker, as far as publishing goes, and never hears of a confirm.
    assertThat(bed.peer().ready(queue)).isZero();
    bed.node().client().close();
    awaitReady(queue, 1);
  }
}
