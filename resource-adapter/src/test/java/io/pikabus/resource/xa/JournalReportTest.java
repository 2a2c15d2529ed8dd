package io.pikabus.resource.xa;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.JournalStatus;
import io.pikabus.journal.JournalFigures;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JournalReportTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Flusher.Stuck NONE = new Flusher.Stuck(0, "");

  private static JournalFigures figures(
      @Nullable Instant prepared, @Nullable Instant undelivered, @Nullable String failure) {
    return new JournalFigures(
        new UUID(0, 0),
        1,
        8192,
        100,
        prepared == null ? 0 : 3,
        prepared,
        undelivered == null ? 0 : 2,
        undelivered,
        7,
        failure);
  }

  @Test
  void what_is_under_way_is_counted_and_is_no_trouble() {
    Instant lately = NOW.minusSeconds(59);
    JournalStatus status = JournalReport.of(figures(lately, lately, null), NONE, true, NOW);
    assertThat(status)
        .isEqualTo(
            JournalStatus.builder().inDoubt(3, lately).undelivered(2, lately).reason("").build());
    assertThat(status.isWorking()).isTrue();
  }

  @Test
  void a_branch_that_nobody_decides_is_told_of() {
    Instant longAgo = NOW.minusSeconds(61);
    assertThat(JournalReport.of(figures(longAgo, null, null), NONE, true, NOW).reason())
        .contains("not been decided since 2026-01-01T11:58:59Z", "recovery");
  }

  @Test
  void what_can_be_brought_nowhere_is_told_of_with_the_reason() {
    JournalStatus status =
        JournalReport.of(
            figures(null, NOW, null), new Flusher.Stuck(1, "queue 'x' is missing"), true, NOW);
    assertThat(status.undeliverable()).isOne();
    assertThat(status.reason()).contains("queue 'x' is missing");
    assertThat(status.isWorking()).isTrue();
  }

  @Test
  void a_broker_that_is_away_matters_if_something_waits_for_it() {
    assertThat(JournalReport.of(figures(null, NOW, null), NONE, false, NOW).reason())
        .isEqualTo("The broker is away: what 2 branches send leaves when it is back.");
    assertThat(JournalReport.of(figures(null, null, null), NONE, false, NOW).reason()).isEmpty();
  }

  @Test
  void a_journal_whose_disk_failed_does_not_work() {
    JournalStatus status =
        JournalReport.of(figures(null, null, "Input/output error"), NONE, true, NOW);
    assertThat(status.isWorking()).isFalse();
    assertThat(status.reason()).contains("Input/output error", "Mend the disk");
  }
}
