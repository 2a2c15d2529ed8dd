package io.pikabus.transaction;

import static io.pikabus.transaction.FakeBroker.DISPATCH;
import static io.pikabus.transaction.FakeBroker.TIMEOUT;
import static io.pikabus.transaction.FakeBroker.held;
import static io.pikabus.transaction.FakeBroker.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.SendOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who takes part in a transaction hears once how it ended. */
class ParticipantTest {

  private final FakeBroker broker = new FakeBroker();
  private final List<String> told = new ArrayList<>();
  private final Batch batch = new Batch(DISPATCH);

  private final class Noted implements Participant {
    @Override
    public void committed() {
      told.add("committed");
    }

    @Override
    public void rolledBack() {
      told.add("rolled back");
    }
  }

  @Test
  void a_commit_is_told_once() {
    Participant first = batch.enlist("queue", Noted::new);
    assertThat(batch.enlist("queue", Noted::new)).isSameAs(first);

    batch.flush();
    assertThat(told).isEmpty();
    batch.committed();

    assertThat(told).containsExactly("committed");
  }

  @Test
  void a_rollback_is_told_once() {
    batch.enlist("queue", Noted::new);

    batch.discard();
    batch.discard();

    assertThat(told).containsExactly("rolled back");
  }

  @Test
  void what_leaves_after_the_commit_is_out_before_it_is_told() {
    CompletableFuture<SendOutcome> confirm = new CompletableFuture<>();
    broker.answers("a", confirm);
    batch.enlist("queue", Noted::new);
    batch.add(held(message("a"), broker, TIMEOUT, SendPhase.AFTER_COMMIT));
    batch.flush();

    batch.committed();
    assertThat(told).isEmpty();
    confirm.complete(new SendOutcome.Confirmed());

    assertThat(told).containsExactly("committed");
  }

  @Test
  void what_does_not_get_out_after_the_commit_counts_as_a_rollback() {
    broker.answers(
        "a",
        CompletableFuture.completedFuture(
            new SendOutcome.Unknown(SendOutcome.Cause.TIMED_OUT, "no answer")));
    batch.enlist("queue", Noted::new);
    batch.add(held(message("a"), broker, TIMEOUT, SendPhase.AFTER_COMMIT));
    batch.flush();

    batch.committed();

    assertThat(told).containsExactly("rolled back");
  }

  @Test
  void nobody_joins_a_transaction_that_completes() {
    batch.flush();

    assertThatThrownBy(() -> batch.enlist("queue", Noted::new))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("FLUSHED");
  }
}
