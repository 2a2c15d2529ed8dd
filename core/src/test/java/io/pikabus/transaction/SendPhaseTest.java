package io.pikabus.transaction;

import static io.pikabus.transaction.FakeBroker.DISPATCH;
import static io.pikabus.transaction.FakeBroker.TIMEOUT;
import static io.pikabus.transaction.FakeBroker.held;
import static io.pikabus.transaction.FakeBroker.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When which messages of a batch leave, and when it is done. */
class SendPhaseTest {

  private final FakeBroker broker = new FakeBroker();
  private final FakeStore store = new FakeStore();
  private final Batch batch = new Batch(DISPATCH, Map.of(SendPhase.STORED, store));

  private void add(String id, SendPhase departure) {
    batch.add(held(message(id), broker, TIMEOUT, departure));
  }

  private void addOneOfEach() {
    add("after", SendPhase.AFTER_COMMIT);
    add("before", SendPhase.BEFORE_COMMIT);
    add("stored", SendPhase.STORED);
  }

  @Test
  void each_message_leaves_at_its_time() {
    addOneOfEach();

    batch.flush();
    assertThat(store.events()).containsExactly("stored stored");
    assertThat(broker.published()).containsExactly("before");
    assertThat(batch.confirmed()).isOne();
    assertThat(batch.sent()).isNotDone();

    batch.committed();
    assertThat(batch.state()).isEqualTo(BatchState.COMMITTED);
    assertThat(store.events()).containsExactly("stored stored", "committed");
    assertThat(broker.published()).containsExactly("before", "after");
    assertThat(batch.sent()).isNotDone();

    store.safe.complete(null);
    assertThat(batch.sent()).isCompleted();
  }

  @Test
  void a_rollback_lets_nothing_more_out_and_gives_up_what_was_stored() {
    addOneOfEach();
    batch.flush();

    batch.discard();

    assertThat(store.events()).containsExactly("stored stored", "abandoned");
    assertThat(broker.published()).containsExactly("before");
    assertThat(batch.state()).isEqualTo(BatchState.DISCARDED);
    assertThat(batch.sent()).isNotDone();
  }

  @Test
  void nothing_is_published_when_something_cannot_be_stored() {
    addOneOfEach();
    store.refusal = new IllegalStateException("no such table");

    assertThatThrownBy(batch::flush).isSameAs(store.refusal);

    assertThat(broker.published()).isEmpty();
    assertThat(batch.state()).isEqualTo(BatchState.FAILED);
    assertThat(batch.confirmed()).isZero();
  }

  @Test
  void what_was_stored_is_given_up_when_something_is_not_confirmed() {
    addOneOfEach();
    broker.refuses("before");

    assertThatThrownBy(batch::flush).isInstanceOf(SendException.class);
    batch.discard();

    assertThat(store.events()).containsExactly("stored stored", "abandoned");
    assertThat(batch.state()).isEqualTo(BatchState.DISCARDED);
  }

  @Test
  void nothing_can_be_stored_where_there_is_no_store() {
    Batch without = new Batch(DISPATCH);
    without.add(held(message("stored"), broker, TIMEOUT, SendPhase.STORED));
    assertThatThrownBy(without::flush)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("There is no outbox here: transaction = outbox needs a container with JTA.");
    assertThat(broker.published()).isEmpty();
  }

  @Test
  void nothing_can_be_handed_over_where_there_is_no_adapter() {
    add("over", SendPhase.HANDED_OVER);
    assertThatThrownBy(batch::flush)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "There is no resource adapter here: transaction = xa needs a container with JTA.");
    assertThat(broker.published()).isEmpty();
  }

  @Test
  void each_store_gets_its_own_and_hears_the_end() {
    FakeStore adapter = new FakeStore();
    Batch both =
        new Batch(DISPATCH, Map.of(SendPhase.STORED, store, SendPhase.HANDED_OVER, adapter));
    both.add(held(message("over"), broker, TIMEOUT, SendPhase.HANDED_OVER));
    both.add(held(message("stored"), broker, TIMEOUT, SendPhase.STORED));
    both.add(held(message("over, too"), broker, TIMEOUT, SendPhase.HANDED_OVER));

    both.flush();
    both.committed();
    adapter.safe.complete(null);
    assertThat(both.sent()).isNotDone();
    store.safe.complete(null);

    assertThat(both.sent()).isCompleted();
    assertThat(store.events()).containsExactly("stored stored", "committed");
    assertThat(adapter.events()).containsExactly("stored over", "stored over, too", "committed");
  }

  @Test
  void what_one_store_has_is_given_up_when_the_other_refuses() {
    FakeStore adapter = new FakeStore();
    adapter.refusal = new IllegalStateException("no journal");
    Batch both =
        new Batch(DISPATCH, Map.of(SendPhase.STORED, store, SendPhase.HANDED_OVER, adapter));
    both.add(held(message("over"), broker, TIMEOUT, SendPhase.HANDED_OVER));
    both.add(held(message("stored"), broker, TIMEOUT, SendPhase.STORED));

    assertThatThrownBy(both::flush).isSameAs(adapter.refusal);
    both.discard();

    assertThat(store.events()).containsExactly("stored stored", "abandoned");
    assertThat(adapter.events()).isEmpty();
  }

  @Test
  void a_batch_whose_message_nobody_answers_for_after_the_commit_is_not_sent() {
    add("after", SendPhase.AFTER_COMMIT);
    broker.answers(
        "after",
        CompletableFuture.completedFuture(
            new SendOutcome.Unknown(SendOutcome.Cause.TIMED_OUT, "no confirm after PT7S")));
    batch.flush();

    batch.committed();

    assertThat(batch.sent())
        .isCompletedExceptionally()
        .failsWithin(TIMEOUT)
        .withThrowableThat()
        .withRootCauseInstanceOf(SendException.class)
        .withMessageContaining("no confirm after PT7S");
  }

  @Test
  void what_did_not_get_out_after_the_commit_can_be_sent_again_and_nothing_else_is() {
    add("first", SendPhase.AFTER_COMMIT);
    add("missing", SendPhase.AFTER_COMMIT);
    broker.answers(
        "missing",
        CompletableFuture.completedFuture(
            new SendOutcome.Unknown(SendOutcome.Cause.TIMED_OUT, "no confirm after PT7S")));
    batch.flush();
    batch.committed();
    assertThat(batch.sendAgain()).isCompletedExceptionally();
    broker.answers("missing", CompletableFuture.completedFuture(new SendOutcome.Confirmed()));

    assertThat(batch.sendAgain()).isCompleted();
    assertThat(batch.sendAgain()).isCompleted();

    assertThat(broker.published()).containsExactly("first", "missing", "missing", "missing");
  }

  @Test
  void a_commit_comes_once_and_after_the_flush() {
    assertThatThrownBy(batch::committed)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot commit a transaction's messages when they are OPEN.");
    batch.flush();
    batch.committed();
    assertThatThrownBy(batch::committed).isInstanceOf(IllegalStateException.class);
    assertThat(batch.sent()).isCompleted();
  }
}
