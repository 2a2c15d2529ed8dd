package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.PikaBus;
import io.pikabus.SendException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Synchronization;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent from the callbacks of a completing transaction, as CDI's observers are. */
@Timeout(120)
@Tag("slow")
class AfterCompletionTest {

  /** Runs in a callback, and keeps to itself what goes wrong there: so does CDI. */
  private static final class Callback implements Synchronization {
    private final SmallContainer.Work before;
    private final SmallContainer.Work after;
    private Exception failure = new IllegalStateException("it was not called");

    Callback(SmallContainer.Work before, SmallContainer.Work after) {
      this.before = before;
      this.after = after;
    }

    @Override
    public void beforeCompletion() {
      run(before);
    }

    @Override
    public void afterCompletion(int status) {
      run(after);
    }

    private void run(SmallContainer.Work work) {
      try {
        work.run();
      } catch (Exception kept) {
        failure = kept;
      }
    }
  }

  private static void nothing() {
    // One of the two callbacks.
  }

  @ParameterizedTest
  @EnumSource
  void a_send_after_the_commit_is_a_send_outside_a_transaction(Mode mode) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(Engine.H2)) {
      String queue = bed.peer().queue("after-commit");
      PikaBus bus = bed.bus(mode);

      bed.inTransaction(
          () -> {
            bus.send(queue, "inside");
            bed.container()
                .transactionManager()
                .getTransaction()
                .registerSynchronization(
                    new Callback(
                        AfterCompletionTest::nothing,
                        () -> {
                          long before = bed.peer().ready(queue);
                          bus.send(queue, "after");
                          assertThat(bed.peer().ready(queue)).isGreaterThan(before);
                        }));
          });

      assertThat(bed.texts(queue, 2)).containsExactlyInAnyOrder("inside", "after");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_send_after_the_rollback_is_a_send_outside_a_transaction(Mode mode) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(Engine.H2)) {
      String queue = bed.peer().queue("after-rollback");
      PikaBus bus = bed.bus(mode);

      assertThatThrownBy(
              () ->
                  bed.inTransaction(
                      () -> {
                        bus.send(queue, "inside");
                        bed.container()
                            .registry()
                            .registerInterposedSynchronization(
                                new Callback(
                                    AfterCompletionTest::nothing,
                                    () -> bus.send(queue, "it was rolled back")));
                        bed.container().userTransaction().setRollbackOnly();
                      }))
          .isInstanceOf(RollbackException.class);

      assertThat(bed.texts(queue, 1)).containsExactly("it was rolled back");
      assertThat(bed.peer().ready(queue)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_send_after_the_commit_that_fails_tells_its_sender(Mode mode) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(Engine.H2)) {
      PikaBus bus = bed.bus(mode);
      Callback callback =
          new Callback(AfterCompletionTest::nothing, () -> bus.publish("no.such.topic", "lost?"));

      bed.inTransaction(
          () -> bed.container().registry().registerInterposedSynchronization(callback));

      assertThat(callback.failure)
          .hasRootCauseInstanceOf(SendException.class)
          .hasMessageContaining("no.such.topic");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_send_before_the_completion_leaves_with_the_commit(Mode mode) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(Engine.H2)) {
      String queue = bed.peer().queue("before-completion");
      PikaBus bus = bed.bus(mode);

      bed.inTransaction(
          () -> {
            bed.insert("order");
            bed.container()
                .transactionManager()
                .getTransaction()
                .registerSynchronization(
                    new Callback(
                        () -> bus.send(queue, "at the last moment"), AfterCompletionTest::nothing));
          });

      assertThat(bed.texts(queue, 1)).containsExactly("at the last moment");
      assertThat(bed.rows()).containsExactly("order");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_send_before_the_completion_that_fails_rolls_the_work_back(Mode mode) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(Engine.H2)) {
      PikaBus bus = bed.bus(mode);
      Callback callback =
          new Callback(
              () -> bus.publish("any", new Object[] {new CompletionTest.Unwritable()}),
              AfterCompletionTest::nothing);

      assertThatThrownBy(
              () ->
                  bed.inTransaction(
                      () -> {
                        bed.insert("order");
                        bed.container().registry().registerInterposedSynchronization(callback);
                      }))
          .isInstanceOf(RollbackException.class);

      assertThat(bed.rows()).isEmpty();
      assertThat(callback.failure).hasMessageContaining("cannot be encoded");
    }
  }
}
