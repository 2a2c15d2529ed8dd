package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.transaction.MessageStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Others may send what this node has stored, once its lease is over. */
class LateCommitTest {

  private final ObligingBroker broker = new ObligingBroker();

  @ParameterizedTest(name = "a lease of {0}")
  @CsvSource({"PT60S, 1, 0", "PT0.000000002S, 0, 1"})
  void what_is_committed_in_time_leaves_from_memory_and_what_is_late_is_left_to_the_relay(
      Duration lease, int fromMemory, int nudges) throws Exception {
    TestOutbox tables = new TestOutbox(lease, source -> source);
    AtomicInteger nudged = new AtomicInteger();
    Outbox outbox = tables.outbox(broker, tables.names(broker), nudged::incrementAndGet);

    MessageStore.Receipt receipt = outbox.store(List.of(broker.message("m")));
    assertThat(receipt.committed()).isCompleted();

    assertThat(broker.published()).hasSize(fromMemory);
    assertThat(nudged).hasValue(nudges);
  }
}
