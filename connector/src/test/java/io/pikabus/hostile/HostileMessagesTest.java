package io.pikabus.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.BusStatus;
import io.pikabus.faults.Outage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever may be published: it ends somewhere, and disturbs nobody. */
@Tag("broker")
@Tag("slow")
class HostileMessagesTest {

  /** In good order it is a second and a half; a machine may be busy otherwise. */
  private static final Duration LATEST = Duration.ofSeconds(10);

  private static final int MIB = 1024 * 1024;

  @Test
  @Timeout(300)
  void every_kind_of_hostile_message_ends_somewhere_and_good_ones_pass() throws Exception {
    try (Siege siege = new Siege(Outage.node())) {
      List<Hostile> kinds = HostileMessages.all(siege.aside(), siege.errors());
      assertThat(kinds).extracting(Hostile::mark).doesNotHaveDuplicates();
      long began = System.nanoTime();
      for (Hostile kind : kinds) {
        siege.attack(kind);
      }
      siege.awaitQuiet(0);
      assertThat(siege.status()).allMatch(part -> part.state() == BusStatus.State.WORKING);

      Tally tally = siege.tally(kinds);
      System.out.println(tally.table());
      System.out.printf(
          "%d kinds in %d ms; the slowest good message took %d ms: %s%n",
          tally.kinds(),
          (System.nanoTime() - began) / 1_000_000,
          siege.latest().toMillis(),
          siege.latestBeside());
      assertThat(tally.count(Outcome.LOST)).isZero();
      assertThat(tally.count(Outcome.KEPT)).isZero();
      assertThat(tally.kinds()).isEqualTo(new HashSet<>(kinds).size()).isGreaterThan(350);
      assertThat(siege.latest()).isLessThan(LATEST);
    }
  }

  /** More than a lane keeps in hand, of each. */
  private static final int MANY = 24;

  @Test
  @Timeout(300)
  void what_is_too_large_is_kept_and_the_status_says_so_and_good_ones_pass() throws Exception {
    try (Siege siege = new Siege(Outage.node(), "max-message-size", "100000")) {
      List<Hostile> kinds =
          IntStream.range(0, MANY)
              .mapToObj(i -> Hostile.body("too large", "body " + i, new byte[100_001 + i], null))
              .toList();
      for (Hostile kind : kinds) {
        siege.attack(kind);
      }
      int kept = MANY * Siege.Door.values().length;
      siege.awaitQuiet(kept);
      assertThat(siege.status().subList(1, 1 + Siege.Door.values().length))
          .allMatch(part -> part.state() == BusStatus.State.STUCK)
          .allMatch(part -> part.reason().contains("max-message-size"));

      Tally tally = siege.tally(kinds);
      System.out.println(tally.table());
      assertThat(tally.count(Outcome.KEPT)).isEqualTo(kept);
      assertThat(siege.latest()).isLessThan(LATEST);
    }
  }

  /** The copy for the error queue has room for no header of ours. */
  @Test
  @Timeout(300)
  void headers_that_fill_a_frame_stop_no_consumer() throws Exception {
    try (Siege siege = new Siege(Outage.node())) {
      List<Hostile> kinds =
          IntStream.range(0, MANY)
              .mapToObj(
                  i -> Hostile.header("full frames", "" + i, "fill", "f".repeat(130_900 + 2 * i)))
              .toList();
      for (Hostile kind : kinds) {
        siege.attack(kind);
      }
      siege.awaitQuiet(0);
      assertThat(siege.status()).allMatch(part -> part.state() == BusStatus.State.WORKING);
      assertThat(siege.latest()).isLessThan(LATEST);
    }
  }

  /** {@code -Dhostile.minutes} says how long. */
  @Test
  @Tag("long")
  @Timeout(7_200)
  void round_after_round_neither_heap_nor_threads_grow() throws Exception {
    long minutes = Long.getLong("hostile.minutes", 10);
    try (Siege siege = new Siege(Outage.node())) {
      List<Hostile> kinds = HostileMessages.all(siege.aside(), siege.errors());
      long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
      long heap = Long.MAX_VALUE;
      int threads = Integer.MAX_VALUE;
      int rounds = 0;
      do {
        for (Hostile kind : kinds) {
          siege.attack(kind);
        }
        siege.awaitQuiet(0);
        siege.purge();
        assertThat(siege.status()).allMatch(part -> part.state() == BusStatus.State.WORKING);
        rounds++;
        // What is loaded and cached is there after two rounds.
        if (rounds <= 2) {
          heap = usedHeap();
          threads = threads();
        }
        System.out.printf(
            "round %d: %d MiB of heap, %d threads, the slowest good message %d ms%n",
            rounds, usedHeap() / MIB, threads(), siege.latest().toMillis());
      } while (System.nanoTime() < end || rounds < 3);

      assertThat(usedHeap()).isLessThan(heap + 16L * MIB);
      assertThat(threads()).isLessThanOrEqualTo(threads + 2);
      assertThat(siege.latest()).isLessThan(LATEST);
    }
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static int threads() {
    Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
    return (int) all.keySet().stream().filter(Thread::isAlive).count();
  }
}
