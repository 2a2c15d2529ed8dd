package io.pikabus.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.BusStatus.Part;
import io.pikabus.BusStatus.State;
import io.pikabus.JournalStatus;
import io.pikabus.OutboxStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a part is ready. */
class BusReadinessTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static boolean isReady(State state, Duration ago) {
    return BusReadiness.isReady(
        Part.consumer("orders", "orders", state, NOW.minus(ago)), NOW, false);
  }

  @Test
  void a_queue_whose_messages_can_be_put_nowhere_is_not_ready_at_once() {
    assertThat(isReady(State.STUCK, Duration.ZERO)).isFalse();
    assertThat(isReady(State.STUCK, Duration.ofHours(1))).isFalse();
  }

  @Test
  void an_outbox_whose_database_does_not_answer_has_its_grace_unless_it_is_not_to_count() {
    OutboxStatus away = OutboxStatus.unknown(NOW.minusSeconds(16), "away");
    assertThat(BusReadiness.isReady(away, NOW, false)).isFalse();
    assertThat(BusReadiness.isReady(away, NOW, true)).isTrue();
    assertThat(BusReadiness.isReady(away, NOW.minusSeconds(2), false)).isTrue();
    OutboxStatus full = OutboxStatus.builder(NOW.minusSeconds(60)).pending(1_000, NOW).build();
    assertThat(BusReadiness.isReady(full, NOW, false)).isTrue();
  }

  @Test
  void an_adapter_that_does_not_answer_has_its_grace_unless_it_is_not_to_count() {
    JournalStatus away = JournalStatus.unknown(NOW.minusSeconds(16), "away");
    assertThat(BusReadiness.isReady(away, NOW, false)).isFalse();
    assertThat(BusReadiness.isReady(away, NOW, true)).isTrue();
    assertThat(BusReadiness.isReady(away, NOW.minusSeconds(2), false)).isTrue();
    JournalStatus full = JournalStatus.builder().undelivered(1_000, NOW).build();
    assertThat(BusReadiness.isReady(full, NOW, false)).isTrue();
    JournalStatus failed = JournalStatus.builder().working(false).reason("disk").build();
    assertThat(BusReadiness.isReady(failed, NOW, false)).isFalse();
  }

  @Test
  void an_interruption_has_its_grace() {
    assertThat(isReady(State.WORKING, Duration.ofHours(1))).isTrue();
    assertThat(isReady(State.INTERRUPTED, Duration.ofSeconds(14))).isTrue();
    assertThat(isReady(State.INTERRUPTED, Duration.ofSeconds(16))).isFalse();
  }
}
