package io.pikabus.jta;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many transactions at once, some of which roll back, while the broker is killed. */
@Timeout(300)
@Tag("slow")
class ConcurrentTransactionsTest {

  private static final int WORKERS = 24;
  private static final int MOST_MESSAGES = 4;
  private static final int ONE_ROLLS_BACK_OF = 4;

  @ParameterizedTest(name = "{0}, {1} s, {2} kills, {3}")
  @CsvSource({"H2, 8, 1, classic", "POSTGRESQL, 30, 2, quorum"})
  void what_is_committed_and_what_arrives_agree_exactly_while_the_broker_is_killed(
      Engine engine, int seconds, int kills, String queueType) throws Exception {
    long seed = System.nanoTime();
    PrivateNode broker = Outage.node();
    String queue = Outage.unique("agreeing");
    try (RawClient peer = new RawClient(broker)) {
      // With a classic queue, RabbitMQ 3.10.8 did once not start after the second kill at this
      // load.
      peer.declare(queue, Map.of("x-queue-type", queueType));
    }
    broker.syncDeclarations();
    try (JtaTestBed bed =
        new JtaTestBed(engine, true, broker, setup -> setup.with("confirm-timeout", "PT5S"))) {
      PikaBus bus = bed.bus(Mode.OUTBOX);
      long begin = System.nanoTime();
      long end = begin + TimeUnit.SECONDS.toNanos(seconds);
      ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
      List<Future<Integer>> workers = new ArrayList<>();
      for (int worker = 0; worker < WORKERS; worker++) {
        Random random = new Random(seed + worker);
        String name = "w" + worker;
        workers.add(threads.submit(() -> work(bed, bus, queue, name, random, end)));
      }
      for (int kill = 1; kill <= kills; kill++) {
        long at = begin + (end - begin) * kill / (kills + 1);
        await().atMost(Duration.ofMinutes(2)).until(() -> System.nanoTime() >= at);
        broker.kill();
        broker.start();
      }
      int rolledBack = 0;
      for (Future<Integer> each : workers) {
        rolledBack += each.get(2, TimeUnit.MINUTES);
      }
      threads.shutdown();
      bed.node().awaitConnected();
      bed.awaitNothingStored();

      List<RawClient.Found> found;
      try (RawClient after = new RawClient(broker)) {
        found = after.takeAll(queue);
      }
      List<String> rows = bed.rows();
      System.out.printf(
          "%s: %d transactions committed and %d rolled back in %d s with %d kills; %d messages arrived, %d of them marked%n",
          engine,
          rows.size(),
          rolledBack,
          seconds,
          kills,
          found.size(),
          found.stream().filter(RawClient.Found::marked).count());
      Set<String> expected =
          rows.stream()
              .flatMap(
                  row -> IntStream.range(0, messages(row)).mapToObj(number -> row + "#" + number))
              .collect(toCollection(TreeSet::new));
      List<String> first = firstArrivals(found);
      assertThat(rolledBack).as("seed %d", seed).isPositive();
      assertThat(rows).as("seed %d", seed).hasSizeGreaterThan(WORKERS * seconds);
      assertThat(new TreeSet<>(first)).as("seed %d", seed).isEqualTo(expected);
      assertThat(byTransaction(first).values())
          .as("order within a transaction, seed %d", seed)
          .allSatisfy(texts -> assertThat(texts).isSorted());
    } finally {
      broker.start();
    }
  }

  /** How many messages a transaction sends stands at the end of its name. */
  private static int messages(String row) {
    return Integer.parseInt(row.substring(row.lastIndexOf('-') + 1));
  }

  private static int work(
      JtaTestBed bed, PikaBus bus, String queue, String name, Random random, long end)
      throws Exception {
    int rolledBack = 0;
    for (int i = 0; System.nanoTime() < end; i++) {
      int messages = 1 + random.nextInt(MOST_MESSAGES);
      String row = "%s-%d-%d".formatted(name, i, messages);
      boolean fails = random.nextInt(ONE_ROLLS_BACK_OF) == 0;
      try {
        bed.inTransaction(
            () -> {
              bed.insert(row);
              for (int number = 0; number < messages; number++) {
                bus.send(queue, row + "#" + number);
              }
              if (fails) {
                throw new NoStockException();
              }
            });
      } catch (NoStockException expected) {
        rolledBack++;
      }
    }
    return rolledBack;
  }

  private static final class NoStockException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** What came again must be marked. */
  private static List<String> firstArrivals(List<RawClient.Found> found) {
    Set<String> seen = new HashSet<>();
    List<String> first = new ArrayList<>();
    for (RawClient.Found each : found) {
      if (seen.add(each.text())) {
        first.add(each.text());
      } else {
        assertThat(each.marked()).as("mark of the second %s", each.text()).isTrue();
      }
    }
    return first;
  }

  private static Map<String, List<String>> byTransaction(List<String> texts) {
    return texts.stream().collect(groupingBy(text -> text.substring(0, text.indexOf('#'))));
  }
}
