package io.pikabus.benchmark.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Branches a second of 1, 8 and 24 threads, in slices that take turns, and their ratio to a loop's
 * slice of the same round. Options: {@code -Dbenchmark.rounds=31 -Dbenchmark.slice=0.2}.
 */
public final class Main {

  private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 31);
  private static final Duration SLICE =
      Duration.ofMillis(
          (long) (1000 * Double.parseDouble(System.getProperty("benchmark.slice", "0.2"))));

  /**
   * What the others are compared with: on a machine that is busy, a thread that only forces is
   * woken later than threads that take turns.
   */
  private static final String REFERENCE = "loop, in turns";

  /** Branches that were put in a slice, as a rate. */
  private interface Contestant {
    double perSecond() throws Exception;
  }

  private final AtomicLong numbers = new AtomicLong();

  private Main() {}

  /** Takes the directory in which it may write. */
  public static void main(String[] words) throws Exception {
    Path directory = Files.createTempDirectory(Path.of(words[0]), "journal");
    try {
      for (int threads : new int[] {1, 8, 24}) {
        new Main().compare(directory, threads);
      }
    } finally {
      delete(directory);
    }
  }

  private void compare(Path directory, int threads) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (PlainFile overwriting = new PlainFile(directory.resolve("zeros"), threads, true);
        PlainFile growing = new PlainFile(directory.resolve("growing"), threads, false);
        Store journal = new OwnJournal(directory.resolve("journal" + threads));
        Store mvStore = new MvStore(directory.resolve("mvstore" + threads))) {
      Map<String, Contestant> contestants = new LinkedHashMap<>();
      contestants.put("loop, overwriting", () -> loop(overwriting));
      contestants.put("loop, growing file", () -> loop(growing));
      contestants.put(REFERENCE, () -> inTurns(overwriting, threads, pool));
      contestants.put("journal", () -> slice(journal, threads, pool));
      contestants.put("h2-mvstore", () -> slice(mvStore, threads, pool));
      for (Contestant each : contestants.values()) {
        each.perSecond();
      }
      report(threads, rounds(contestants));
    } finally {
      pool.shutdown();
    }
  }

  private static Map<String, List<Double>> rounds(Map<String, Contestant> contestants)
      throws Exception {
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, Contestant> each : contestants.entrySet()) {
        rates
            .computeIfAbsent(each.getKey(), name -> new ArrayList<>())
            .add(each.getValue().perSecond());
      }
    }
    return rates;
  }

  private static void report(int threads, Map<String, List<Double>> rates) {
    List<Double> loop = Objects.requireNonNull(rates.get(REFERENCE));
    rates.forEach(
        (name, rate) -> {
          List<Double> ratios = new ArrayList<>();
          for (int round = 0; round < ROUNDS; round++) {
            ratios.add(rate.get(round) / loop.get(round));
          }
          ratios.sort(Comparator.naturalOrder());
          List<Double> sorted = rate.stream().sorted().toList();
          System.out.printf(
              "%2d threads  %-20s %8.0f branches/s  ratio %.2f (%.2f to %.2f)%n",
              threads,
              name,
              sorted.get(ROUNDS / 2),
              ratios.get(ROUNDS / 2),
              ratios.get(0),
              ratios.get(ROUNDS - 1));
        });
  }

  private static double loop(PlainFile file) throws IOException {
    long start = System.nanoTime();
    long branches = 0;
    while (System.nanoTime() - start < SLICE.toNanos()) {
      branches += file.group();
    }
    return branches * 1e9 / (System.nanoTime() - start);
  }

  /** The same by as many threads as there are: the last one of them writes for all, and forces. */
  private static double inTurns(PlainFile file, int threads, ExecutorService pool)
      throws Exception {
    long start = System.nanoTime();
    AtomicLong branches = new AtomicLong();
    CyclicBarrier all =
        new CyclicBarrier(
            threads,
            () -> {
              try {
                branches.addAndGet(file.group());
              } catch (IOException failure) {
                throw new UncheckedIOException(failure);
              }
            });
    List<Future<Boolean>> ended = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      ended.add(
          pool.submit(
              () -> {
                try {
                  while (System.nanoTime() - start < SLICE.toNanos()) {
                    all.await();
                  }
                } catch (BrokenBarrierException over) {
                  return false; // Another thread saw the end before.
                }
                all.reset();
                return true;
              }));
    }
    for (Future<Boolean> each : ended) {
      each.get();
    }
    return branches.get() * 1e9 / (System.nanoTime() - start);
  }

  private double slice(Store store, int threads, ExecutorService pool) throws Exception {
    long start = System.nanoTime();
    List<Future<Long>> all = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      all.add(
          pool.submit(
              () -> {
                long branches = 0;
                while (System.nanoTime() - start < SLICE.toNanos()) {
                  store.branch(numbers.incrementAndGet());
                  branches++;
                }
                return branches;
              }));
    }
    long branches = 0;
    for (Future<Long> each : all) {
      branches += each.get();
    }
    return branches * 1e9 / (System.nanoTime() - start);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
