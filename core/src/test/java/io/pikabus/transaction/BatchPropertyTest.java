package io.pikabus.transaction;

import static io.pikabus.transaction.FakeBroker.DISPATCH;
import static io.pikabus.transaction.FakeBroker.TIMEOUT;
import static io.pikabus.transaction.FakeBroker.held;
import static io.pikabus.transaction.FakeBroker.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.SendException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any program of calls, beside a model that fits on a page. */
class BatchPropertyTest {

  enum Step {
    ADD,
    ADD_ONE_THAT_WILL_BE_REFUSED,
    FLUSH,
    DISCARD
  }

  /** What a batch is: a list, open until something else happens to it. */
  private static final class Model {
    private final List<String> held = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final List<String> published = new ArrayList<>();
    private BatchState state = BatchState.OPEN;

    boolean add(String id, boolean refusable) {
      if (state != BatchState.OPEN) {
        return false;
      }
      held.add(id);
      if (refusable) {
        refused.add(id);
      }
      return true;
    }

    boolean flush() {
      if (state != BatchState.OPEN) {
        return false;
      }
      published.addAll(held);
      state = refused.isEmpty() ? BatchState.FLUSHED : BatchState.FAILED;
      return refused.isEmpty();
    }

    void discard() {
      held.clear();
      state = BatchState.DISCARDED;
    }
  }

  @Property
  void a_batch_does_what_its_model_does(@ForAll("programs") List<Step> program) {
    FakeBroker broker = new FakeBroker();
    Batch batch = new Batch(DISPATCH);
    Model model = new Model();
    for (int i = 0; i < program.size(); i++) {
      String id = "m" + i;
      boolean refusable = program.get(i) == Step.ADD_ONE_THAT_WILL_BE_REFUSED;
      switch (program.get(i)) {
        case ADD, ADD_ONE_THAT_WILL_BE_REFUSED -> {
          if (refusable) {
            broker.refuses(id);
          }
          assertThat(succeeds(() -> batch.add(held(message(id), broker, TIMEOUT))))
              .isEqualTo(model.add(id, refusable));
        }
        case FLUSH -> assertThat(succeeds(batch::flush)).isEqualTo(model.flush());
        case DISCARD -> {
          batch.discard();
          model.discard();
        }
      }
      assertThat(batch.state()).isEqualTo(model.state);
      assertThat(batch.size()).isEqualTo(model.held.size());
      assertThat(broker.published()).isEqualTo(model.published);
    }
  }

  @Property
  void a_failed_flush_names_every_message_that_was_refused(
      @ForAll("additions") List<Step> program) {
    FakeBroker broker = new FakeBroker();
    Batch batch = new Batch(DISPATCH);
    List<String> refused = new ArrayList<>();
    for (int i = 0; i < program.size(); i++) {
      if (program.get(i) == Step.ADD_ONE_THAT_WILL_BE_REFUSED) {
        broker.refuses("m" + i);
        refused.add("Command m%d to queue 'orders' was refused: the queue is full".formatted(i));
      }
      batch.add(held(message("m" + i), broker, TIMEOUT));
    }
    List<String> named = new ArrayList<>();
    try {
      batch.flush();
    } catch (SendException failure) {
      named.add(failure.getMessage());
      for (Throwable other : failure.getSuppressed()) {
        named.add(other.getMessage());
      }
    }
    assertThat(named).isEqualTo(refused);
  }

  private static boolean succeeds(Runnable call) {
    try {
      call.run();
      return true;
    } catch (IllegalStateException | SendException refused) {
      return false;
    }
  }

  @Provide
  Arbitrary<List<Step>> programs() {
    return Arbitraries.of(
            Step.ADD,
            Step.ADD,
            Step.ADD,
            Step.ADD_ONE_THAT_WILL_BE_REFUSED,
            Step.FLUSH,
            Step.DISCARD)
        .list()
        .ofMaxSize(15);
  }

  @Provide
  Arbitrary<List<Step>> additions() {
    return Arbitraries.of(Step.ADD, Step.ADD_ONE_THAT_WILL_BE_REFUSED).list().ofMaxSize(15);
  }
}
