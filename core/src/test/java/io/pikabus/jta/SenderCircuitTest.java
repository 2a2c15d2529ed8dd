package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who sends through an outbox whose database is away waits for its pool once. */
@Timeout(120)
@Tag("slow")
class SenderCircuitTest {

  private static final Duration POOL = Duration.ofSeconds(3);
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  /** Sends in transactions of their own; how long those took that failed. */
  private static List<Duration> sends(JtaTestBed bed, PikaBus bus, String queue, int times) {
    List<Duration> failed = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      long begin = System.nanoTime();
      try {
        bed.inTransaction(() -> bus.send(queue, "text"));
      } catch (Exception away) {
        assertThat(away).hasStackTraceContaining("no connection within");
        failed.add(Duration.ofNanos(System.nanoTime() - begin));
      }
    }
    return failed;
  }

  /** The transaction's own work has a connection again; it must not fail for an earlier outage. */
  @Test
  void a_database_that_refused_at_once_is_asked_by_everybody() throws Exception {
    try (JtaTestBed bed = new JtaTestBed(Engine.H2)) {
      String queue = bed.peer().queue("in");
      PikaBus bus = bed.bus(Mode.OUTBOX);
      bed.container().away(Duration.ZERO);
      assertThat(sends(bed, bus, queue, 5)).hasSize(5);

      bed.container().away(null);

      assertThat(sends(bed, bus, queue, 5)).isEmpty();
      assertThat(bed.texts(queue, 5)).hasSize(5);
    }
  }

  @Test
  void the_second_one_is_told_at_once_and_all_are_served_when_the_database_is_back()
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(Engine.H2)) {
      String queue = bed.peer().queue("in");
      PikaBus bus = bed.bus(Mode.OUTBOX);
      bed.container().away(POOL);
      assertThat(sends(bed, bus, queue, 1)).hasSize(1);

      List<Duration> next = sends(bed, bus, queue, 50);

      assertThat(next).hasSize(50);
      // One a pause tries whether the database is back.
      assertThat(next).filteredOn(each -> each.compareTo(AT_ONCE) > 0).hasSizeLessThanOrEqualTo(1);
      bed.inTransaction(
          () ->
              assertThatThrownBy(() -> bus.send(queue, "text"))
                  .isInstanceOf(UnavailableException.class)
                  .hasMessageContaining("It is asked again in"));

      bed.container().away(null);
      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(() -> assertThat(sends(bed, bus, queue, 1)).isEmpty());
      assertThat(bed.texts(queue, 1)).containsExactly("text");
    }
  }
}
