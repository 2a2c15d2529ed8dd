package io.pikabus.transaction;

import static io.pikabus.transaction.FakeBroker.DISPATCH;
import static io.pikabus.transaction.FakeBroker.TIMEOUT;
import static io.pikabus.transaction.FakeBroker.held;
import static io.pikabus.transaction.FakeBroker.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BatchTest {

  private final FakeBroker broker = new FakeBroker();
  private final Batch batch = new Batch(DISPATCH);

  private void add(String... ids) {
    for (String id : ids) {
      batch.add(held(message(id), broker, TIMEOUT));
    }
  }

  @Test
  void nothing_leaves_before_the_flush_and_everything_in_the_order_of_sending_at_it() {
    add("a", "b", "c");
    assertThat(broker.published()).isEmpty();
    assertThat(batch.size()).isEqualTo(3);
    assertThat(batch.state()).isEqualTo(BatchState.OPEN);

    batch.flush();

    assertThat(broker.published()).containsExactly("a", "b", "c");
    assertThat(batch.state()).isEqualTo(BatchState.FLUSHED);
  }

  @Test
  void a_transaction_without_messages_is_flushed_by_doing_nothing() {
    batch.flush();
    assertThat(batch.state()).isEqualTo(BatchState.FLUSHED);
  }

  @Test
  void each_message_goes_to_the_broker_of_its_own() {
    FakeBroker other = new FakeBroker();
    add("a");
    batch.add(held(message("b"), other, TIMEOUT));
    add("c");
    batch.flush();
    assertThat(broker.published()).containsExactly("a", "c");
    assertThat(other.published()).containsExactly("b");
  }

  @Test
  void all_are_written_before_the_first_confirm_is_waited_for() {
    List<String> writtenAtTheFirstConfirm = new ArrayList<>();
    CompletableFuture<SendOutcome> late =
        new CompletableFuture<>() {
          @Override
          public SendOutcome join() {
            writtenAtTheFirstConfirm.addAll(broker.published());
            return new SendOutcome.Confirmed();
          }
        };
    broker.answers("a", late);
    add("a", "b", "c");
    batch.flush();
    assertThat(writtenAtTheFirstConfirm).containsExactly("a", "b", "c");
  }

  @Test
  void the_first_failure_is_thrown_with_the_others_suppressed_in_it() {
    broker.refuses("b");
    broker.answers(
        "d",
        CompletableFuture.completedFuture(
            new SendOutcome.Unknown(SendOutcome.Cause.TIMED_OUT, "no confirm after PT7S")));
    add("a", "b", "c", "d");

    SendException failure = catchThrowableOfType(SendException.class, batch::flush);

    assertThat(failure).hasMessage("Command b to queue 'orders' was refused: the queue is full");
    assertThat(failure.outcome()).isEqualTo(FakeBroker.FULL);
    assertThat(failure.getSuppressed())
        .singleElement()
        .satisfies(
            other ->
                assertThat(other)
                    .isInstanceOf(SendException.class)
                    .hasMessageContaining(
                        "Command d to queue 'orders' may have been delivered, or not"));
    assertThat(broker.published()).containsExactly("a", "b", "c", "d");
    assertThat(batch.state()).isEqualTo(BatchState.FAILED);
  }

  @Test
  void a_publisher_that_throws_fails_the_flush_as_a_refusal_does() {
    batch.add(
        held(
            message("a"),
            (envelope, timeout) -> {
              throw new IllegalStateException("The client is closed.");
            },
            TIMEOUT));
    assertThatThrownBy(batch::flush).hasMessage("The client is closed.");
    assertThat(batch.state()).isEqualTo(BatchState.FAILED);
  }

  @Test
  void nothing_leaves_after_a_discard() {
    add("a");
    batch.discard();
    assertThat(batch.size()).isZero();
    assertThat(batch.state()).isEqualTo(BatchState.DISCARDED);
    assertThatThrownBy(batch::flush)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot flush a transaction's messages when they are DISCARDED.");
    assertThat(broker.published()).isEmpty();
  }

  @Test
  void messages_after_the_flush_a_failed_one_or_a_discard_are_refused_with_what_to_do() {
    batch.flush();
    assertThatThrownBy(() -> add("late"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Command late to queue 'orders' was refused: its transaction's messages are already FLUSHED. Send before the transaction completes.");

    batch.discard();
    assertThatThrownBy(() -> add("late")).hasMessageContaining("already DISCARDED");

    Batch failed = new Batch(DISPATCH);
    broker.refuses("a");
    failed.add(held(message("a"), broker, TIMEOUT));
    assertThatThrownBy(failed::flush).isInstanceOf(SendException.class);
    assertThatThrownBy(() -> failed.add(held(message("late"), broker, TIMEOUT)))
        .hasMessageContaining("already FAILED");
    assertThat(failed.size()).isEqualTo(1);
  }

  @Test
  void a_message_that_is_sent_while_the_flush_runs_is_refused() {
    List<Throwable> refused = new ArrayList<>();
    batch.add(
        held(
            message("a"),
            (envelope, timeout) -> {
              assertThat(batch.state()).isEqualTo(BatchState.FLUSHING);
              assertThatThrownBy(() -> add("late")).satisfies(refused::add);
              return CompletableFuture.completedFuture(new SendOutcome.Confirmed());
            },
            TIMEOUT));
    batch.flush();
    assertThat(refused)
        .singleElement()
        .satisfies(late -> assertThat(late).hasMessageContaining("already FLUSHING"));
    assertThat(batch.state()).isEqualTo(BatchState.FLUSHED);
  }

  @Test
  void a_second_flush_is_refused_and_sends_nothing_twice() {
    add("a");
    batch.flush();
    assertThatThrownBy(batch::flush).isInstanceOf(IllegalStateException.class);
    assertThat(broker.published()).containsExactly("a");
  }

  @Test
  void a_rollback_by_the_reaper_during_the_flush_stays_a_rollback() {
    batch.add(
        held(
            message("a"),
            (envelope, timeout) -> {
              batch.discard();
              return CompletableFuture.completedFuture(new SendOutcome.Confirmed());
            },
            TIMEOUT));
    batch.flush();
    assertThat(batch.state()).isEqualTo(BatchState.DISCARDED);
  }

  @Test
  void the_state_is_not_locked_while_confirms_are_waited_for() {
    CompletableFuture<SendOutcome> pending =
        new CompletableFuture<>() {
          @Override
          public SendOutcome join() {
            // On the reaper's thread, as at a timeout; it would wait for ever on a held monitor.
            CompletableFuture.runAsync(batch::discard).join();
            return new SendOutcome.Confirmed();
          }
        };
    broker.answers("a", pending);
    add("a");
    batch.flush();
    assertThat(batch.state()).isEqualTo(BatchState.DISCARDED);
  }
}
