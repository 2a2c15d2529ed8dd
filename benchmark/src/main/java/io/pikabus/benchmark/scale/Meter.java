package io.pikabus.benchmark.scale;

import io.pikabus.benchmark.Agent;
import io.pikabus.benchmark.Queues;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Runs one work after the other at one site. For one thread. */
final class Meter {

  private static final int FIRST = 200;
  private static final int MOST = 60_000;

  /** Of a message handled, one in four is for warming up and not timed. */
  private static final double UNTIMED = 4 / 3.0;

  /** So few that a run shows what beginning and ending cost. */
  private static final int FEW = 8;

  private static final int QUIET_MILLIS = 200;
  private static final double QUIET = 0.15;
  private static final int QUIET_ATTEMPTS = 25;

  private final Site site;
  private final Machines machines;
  private final Agent agent;
  private final Queues queues;
  private final int rounds;
  private final double slice;
  private final Map<Work, Integer> counts = new HashMap<>();

  /**
   * @param rounds how many runs make a point
   * @param slice seconds that one is to take
   */
  Meter(Site site, Machines machines, Agent agent, Queues queues, int rounds, double slice) {
    this.site = site;
    this.machines = machines;
    this.agent = agent;
    this.queues = queues;
    this.rounds = rounds;
    this.slice = slice;
  }

  /** Warms the service's JVM up, and finds how many messages fill a slice. */
  void warm(List<Work> works) throws Exception {
    for (Work work : works) {
      counts.put(work, count(work));
    }
  }

  /** In rounds, in which each work has its turn: whatever else the machine does meets all. */
  List<Point> measure(List<Work> works) throws Exception {
    List<Runs> all = new ArrayList<>();
    for (Work work : works) {
      all.add(new Runs(work, work.consumes() ? idle(work) : new double[site.nodes()]));
    }
    for (int round = 0; round < rounds; round++) {
      List<Runs> order = new ArrayList<>(all);
      Collections.shuffle(order, new Random(round));
      for (Runs runs : order) {
        run(runs);
      }
      Main.say("%s: round %d of %d", site.title(), round + 1, rounds);
    }
    return all.stream().map(runs -> runs.point(site)).toList();
  }

  private void run(Runs runs) throws Exception {
    int count = counts.getOrDefault(runs.work(), runs.work().least());
    prepare(runs.work(), count);
    double[] before = machines.seconds();
    Measurement run = agent.run(order(runs.work(), count));
    runs.add(run, difference(machines.seconds(), before), count);
  }

  /** What the nodes do for a consumer that begins and ends, and hardly for its messages. */
  private double[] idle(Work work) throws Exception {
    prepare(work, FEW);
    double[] before = machines.seconds();
    agent.run(order(work, FEW));
    return difference(machines.seconds(), before);
  }

  /** So many as fill a slice. */
  private int count(Work work) throws Exception {
    int count = FIRST;
    for (int run = 0; run < 2; run++) {
      prepare(work, count);
      Measurement measured = agent.run(order(work, count));
      double timed = work.consumes() ? UNTIMED : 1;
      int next = (int) Math.min(MOST, measured.rate() * slice * timed);
      count = Math.max(work.least(), Math.min(next, count * 20));
    }
    return count;
  }

  private void prepare(Work work, int count) throws Exception {
    queues.empty();
    if (work.consumes()) {
      queues.fill(Places.IN, count);
    }
    awaitQuiet();
  }

  /** A broker writes on for a while. */
  private void awaitQuiet() throws InterruptedException {
    for (int attempt = 0; attempt < QUIET_ATTEMPTS; attempt++) {
      double before = sum(machines.seconds());
      TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
      if ((sum(machines.seconds()) - before) * 1e3 / QUIET_MILLIS < QUIET) {
        return;
      }
    }
  }

  private static double[] difference(double[] after, double[] before) {
    return IntStream.range(0, after.length).mapToDouble(i -> after[i] - before[i]).toArray();
  }

  private static double sum(double[] numbers) {
    return Arrays.stream(numbers).sum();
  }

  private static Order order(Work work, int count) {
    Map<String, String> words = new TreeMap<>(work.words());
    words.put("count", String.valueOf(count));
    return new Order(words);
  }
}
