package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.store.BrokerRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A node that finds a great many rows when it starts. {@code -Dpikabus.backlog=1000000} makes them
 * a million.
 */
@Timeout(1200)
@Tag("slow")
class BacklogTest {

  private static final int ROWS = Integer.getInteger("pikabus.backlog", 20_000);

  private static final int SAMPLES = 40;
  private static final int MEBIBYTE = 1024 * 1024;

  /** What may lie in memory above what lay there before, the databases' own caches included. */
  private static final long MOST_MEBIBYTES = 96;

  @ParameterizedTest
  @EnumSource
  void a_great_backlog_neither_fills_the_memory_nor_stops_new_work(Engine engine) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      Database database = bed.database();
      String old = bed.peer().queue("backlog");
      String fresh = bed.peer().queue("fresh");
      PikaBus bus = bed.bus(Mode.OUTBOX);
      List<Double> idle = latencies(bed, bus, fresh, SAMPLES);
      bed.awaitNothingStored();
      insertBacklog(bed, old);
      long before = usedMebibytes();

      long begin = System.nanoTime();
      database.execute("UPDATE pikabus_outbox SET broker = '" + BrokerRegistry.DEFAULT + "'");
      List<Double> busy = new ArrayList<>();
      long most = 0;
      try (RawClient counting = new RawClient(Broker.shared())) {
        AtomicLong arrived = new AtomicLong();
        counting
            .channel()
            .basicConsume(old, true, (tag, each) -> arrived.incrementAndGet(), tag -> {});
        long looks = 0;
        while (arrived.get() < ROWS) {
          busy.addAll(latencies(bed, bus, fresh, 5));
          long mark = ROWS * (looks + 1) / 8;
          if (arrived.get() >= mark) {
            looks++;
            most = Math.max(most, usedMebibytes());
          }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        await().atMost(Duration.ofMinutes(5)).until(() -> database.stored() == 0);
        System.out.printf(
            "%s: %d rows left in %.1f s (%.0f/s), used memory %d MiB before and at most %d MiB during; a transaction until its message arrived: median %.1f ms idle, %.1f ms during, 95%% %.1f and %.1f ms%n",
            engine,
            ROWS,
            seconds,
            ROWS / seconds,
            before,
            most,
            quantile(idle, 0.5),
            quantile(busy, 0.5),
            quantile(idle, 0.95),
            quantile(busy, 0.95));
        assertThat(arrived.get()).isEqualTo(ROWS);
        if (engine == Engine.POSTGRESQL) {
          // Its statistics know nothing of the backlog; only the counting may read all of it.
          assertThat(
                  database.number(
                      "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'pikabus_outbox'"))
              .isLessThan(ROWS / 1_000 + 20);
        }
      }
      assertThat(most - before).as("MiB more").isLessThan(MOST_MEBIBYTES);
      assertThat(quantile(busy, 0.5))
          .as("median latency during the backlog, in ms")
          .isLessThan(20 * quantile(idle, 0.5) + 100);
    }
  }

  /** Many rows made of one, for a broker that this node does not know yet. */
  private static void insertBacklog(JtaTestBed bed, String queue) throws Exception {
    Deployment elsewhere = bed.another(bed.node().setup().named("elsewhere"));
    elsewhere.awaitConnected().afterPublishing(0, elsewhere::die);
    PikaBus bus = elsewhere.outbox();
    bed.inTransaction(() -> bus.send(queue, "x".repeat(200)));
    String series =
        bed.database().engine() == Engine.H2
            ? "(SELECT X AS n FROM SYSTEM_RANGE(2, %d)) s"
            : "generate_series(2, %d) AS s (n)";
    int inserted =
        bed.database()
            .execute(
                ("INSERT INTO pikabus_outbox (batch_id, position_in_batch, broker, message_id,"
                        + " destination, envelope, body, created_at, lease_until, attempts)"
                        + " SELECT LPAD(CAST(s.n AS VARCHAR(32)), 32, '0'), 0, o.broker,"
                        + " o.message_id, o.destination, o.envelope, o.body, o.created_at, 0, 0"
                        + " FROM pikabus_outbox o, "
                        + series)
                    .formatted(ROWS));
    assertThat(inserted).isEqualTo(ROWS - 1);
    bed.database().expireLeases();
  }

  /** Milliseconds from the begin of a transaction until its message has arrived. */
  private static List<Double> latencies(JtaTestBed bed, PikaBus bus, String queue, int samples)
      throws Exception {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      long begin = System.nanoTime();
      String text = UUID.randomUUID().toString();
      bed.inTransaction(
          () -> {
            bed.insert(text);
            bus.send(queue, text);
          });
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> bed.peer().channel().basicGet(queue, true) != null);
      all.add((System.nanoTime() - begin) / 1e6);
    }
    return all;
  }

  private static double quantile(List<Double> all, double share) {
    List<Double> sorted = new ArrayList<>(all);
    Collections.sort(sorted);
    return sorted.get((int) (share * (sorted.size() - 1)));
  }

  private static long usedMebibytes() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed() / MEBIBYTE;
  }
}
