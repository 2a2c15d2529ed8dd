package io.pikabus.transaction;

import static io.pikabus.transaction.FakeBroker.DISPATCH;
import static io.pikabus.transaction.FakeBroker.TIMEOUT;
import static io.pikabus.transaction.FakeBroker.held;
import static io.pikabus.transaction.FakeBroker.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.SendException;
import io.pikabus.TransactionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadTransactionsTest {

  private final FakeBroker broker = new FakeBroker();
  private final ThreadTransactions transactions = new ThreadTransactions(DISPATCH);

  @AfterEach
  void the_thread_is_left_without_a_transaction() {
    assertThat(transactions.current()).isEmpty();
  }

  private void send(String id) {
    transactions.current().orElseThrow().add(held(message(id), broker, TIMEOUT));
  }

  @Test
  void what_the_work_sent_leaves_when_it_returns() throws Exception {
    transactions.around(
        batch -> {
          send("a");
          send("b");
          assertThat(broker.published()).isEmpty();
        });
    assertThat(broker.published()).containsExactly("a", "b");
  }

  @Test
  void nothing_leaves_when_the_work_throws_and_its_exception_is_what_one_gets() {
    Exception broken = new Exception("no stock");
    assertThatThrownBy(
            () ->
                transactions.around(
                    batch -> {
                      send("a");
                      throw broken;
                    }))
        .isSameAs(broken);
    assertThat(broker.published()).isEmpty();
  }

  @Test
  void an_error_ends_a_transaction_as_an_exception_does() {
    List<Batch> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                transactions.around(
                    batch -> {
                      send("a");
                      transactions.current().ifPresent(seen::add);
                      throw new LinkageError("no such method");
                    }))
        .isInstanceOf(LinkageError.class);
    assertThat(broker.published()).isEmpty();
    assertThat(seen).extracting(Batch::state).containsExactly(BatchState.DISCARDED);
  }

  @Test
  void a_message_that_is_not_confirmed_makes_the_work_fail() {
    broker.refuses("a");
    assertThatThrownBy(() -> transactions.around(batch -> send("a")))
        .isInstanceOf(SendException.class);
  }

  @Test
  void work_that_is_marked_for_rollback_fails_and_nothing_leaves() {
    assertThatThrownBy(
            () ->
                transactions.around(
                    batch -> {
                      send("a");
                      transactions.markForRollback();
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(broker.published()).isEmpty();
  }

  @Test
  void a_marked_transaction_refuses_what_is_sent_later() {
    assertThatThrownBy(
            () ->
                transactions.around(
                    batch -> {
                      transactions.markForRollback();
                      send("late");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Command late to queue 'orders' was refused");
  }

  @Test
  void a_transaction_belongs_to_its_thread_alone() throws Exception {
    List<Optional<Batch>> elsewhere = new ArrayList<>();
    transactions.around(
        batch -> elsewhere.add(CompletableFuture.supplyAsync(transactions::current).join()));
    assertThat(elsewhere).containsExactly(Optional.empty());
  }

  @Test
  void each_work_has_a_transaction_of_its_own() throws Exception {
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      transactions.around(batch -> transactions.current().ifPresent(batches::add));
    }
    assertThat(batches).doesNotHaveDuplicates().hasSize(2);
  }

  @Test
  void in_a_transaction_of_its_own_what_was_sent_leaves_at_the_end() {
    transactions.inTransaction(
        () -> {
          send("a");
          transactions.inTransaction(() -> send("b"));
          assertThat(broker.published()).isEmpty();
        });
    assertThat(broker.published()).containsExactly("a", "b");
  }

  @Test
  void its_exception_says_what_became_of_each_and_its_cause_is_the_first_that_failed() {
    broker.refuses("b");
    broker.refuses("c");
    assertThatThrownBy(
            () ->
                transactions.inTransaction(
                    () -> {
                      send("a");
                      send("b");
                      send("c");
                    }))
        .isInstanceOfSatisfying(
            TransactionException.class,
            failure -> {
              assertThat(failure.messages())
                  .extracting(TransactionException.Message::messageId)
                  .containsExactly("a", "b", "c");
              assertThat(failure.messages())
                  .extracting(TransactionException.Message::isConfirmed)
                  .containsExactly(true, false, false);
              assertThat(failure.getCause()).hasMessageContaining("Command b");
            });
  }

  @Test
  void an_error_in_it_goes_through_and_nothing_leaves() {
    assertThatThrownBy(
            () ->
                transactions.inTransaction(
                    () -> {
                      send("a");
                      throw new LinkageError("no such method");
                    }))
        .isInstanceOf(LinkageError.class);
    assertThat(broker.published()).isEmpty();
  }

  @Test
  void outside_of_any_work_there_is_nothing_to_mark() {
    transactions.markForRollback();
    assertThat(transactions.current()).isEmpty();
  }
}
