package io.pikabus.benchmark;

import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Lets the entries work in turn, round by round, so that whatever else the machine does meets all
 * of them. Before each run the queues are as they were, and after it they are counted.
 */
final class Rounds {

  /** Backlog of the queue that nobody consumes. */
  static final int DEPTH = 200_000;

  private static final int FIRST_COUNT = 100;
  private static final int LEAST = 20;
  private static final int MOST = 150_000;

  /** Each application in a server has classes of its own, which nothing else has warmed. */
  private static final int WARMING_MESSAGES_IN_SERVER = 5000;

  private static final double GROWTH = 12;

  /** A run of a third of a slice says how fast it is. */
  private static final double LONG_ENOUGH = 3;

  /** Transactions are slow, and their ends take their time: a short run would measure only them. */
  private static final double TRANSACTIONS_TAKE = 3;

  private static final int SETTLE_MILLIS = 5000;

  private final Map<Contestant, Agent> agents;
  private final Queues queues;
  private final double slice;
  private final Map<Entry, Integer> counts = new HashMap<>();
  private final Map<Entry, List<Measurement>> measured = new LinkedHashMap<>();
  private final Map<Entry, List<Double>> brokerSeconds = new HashMap<>();

  /**
   * Nothing has run yet.
   *
   * @param slice seconds that one run is to take
   */
  Rounds(Map<Contestant, Agent> agents, Queues queues, double slice) {
    this.agents = agents;
    this.queues = queues;
    this.slice = slice;
  }

  /** Warms everybody up, and finds how many messages fill a slice. */
  void warm(List<List<Entry>> groups) throws Exception {
    for (List<Entry> group : groups) {
      for (Entry entry : group) {
        warm(entry);
      }
    }
  }

  private void warm(Entry entry) throws Exception {
    int count = FIRST_COUNT;
    double wanted =
        entry.stage() == Entry.Stage.TRANSACTIONS || entry.stage() == Entry.Stage.DATABASES
            ? TRANSACTIONS_TAKE * slice
            : slice;
    if (entry.stage() != Entry.Stage.FIGURES) {
      int least = entry.contestant() == Contestant.WILDFLY ? WARMING_MESSAGES_IN_SERVER : 0;
      int done = 0;
      List<Double> rates = new ArrayList<>();
      while (!WarmUp.isOver(rates) || done < least) {
        Measurement measurement = once(entry, count);
        done += count;
        boolean isLong = measurement.seconds() >= wanted / LONG_ENOUGH || count >= MOST;
        if (isLong) {
          rates.add(measurement.rate());
        }
        double factor = Math.min(GROWTH, wanted / measurement.seconds());
        count = Math.max(LEAST, (int) Math.min(MOST, count * factor));
      }
    }
    counts.put(entry, count);
    runs(entry).clear();
  }

  /** One round; in another order each time, for the broker is not done with one when it is over. */
  void round(int number, List<List<Entry>> groups) throws Exception {
    for (List<Entry> group : groups) {
      List<Entry> order = new ArrayList<>(group);
      Collections.shuffle(order, new Random(number));
      for (Entry entry : order) {
        List<Double> broker = brokerSeconds.computeIfAbsent(entry, first -> new ArrayList<>());
        double before = Load.brokerSeconds();
        Measurement measurement = once(entry, counts.getOrDefault(entry, FIRST_COUNT));
        runs(entry).add(measurement);
        broker.add((Load.brokerSeconds() - before) / measurement.messages());
      }
    }
  }

  private Measurement once(Entry entry, int count) throws Exception {
    queues.empty();
    if (entry.stage() == Entry.Stage.CONSUME) {
      queues.fill(entry.from(), count);
    }
    if (entry.stage() == Entry.Stage.DEEP) {
      queues.shorten(Places.DEEP, DEPTH);
    }
    Order order = entry.order(count);
    Agent agent = agents.get(entry.contestant());
    if (agent == null) {
      throw new IllegalStateException(entry.contestant() + " was not started.");
    }
    Measurement measurement = agent.run(order);
    check(entry, count, measurement);
    return measurement;
  }

  private void check(Entry entry, int count, Measurement measurement) throws Exception {
    long expected =
        switch (entry.stage()) {
          case PUBLISH -> measurement.messages();
          case TRANSACTIONS -> 2 * measurement.messages();
          case CONSUME ->
              count
                  * Long.parseLong(
                      entry
                          .words()
                          .getOrDefault(
                              "sends", entry.words().containsValue("process") ? "1" : "0"));
          case DATABASES, DEEP, FIGURES, PUBLISH_UNCONFIRMED -> 0;
        };
    if (queues.out() < expected) {
      throw new IllegalStateException(
          "%s: %d messages should have arrived, and %d have."
              .formatted(entry.title(), expected, queues.out()));
    }
    if (entry.stage() == Entry.Stage.PUBLISH_UNCONFIRMED) {
      queues.outAtRest();
    }
    if (entry.stage() == Entry.Stage.CONSUME && entry.contestant().isOurs()) {
      awaitNothingLeft(entry);
    }
  }

  private void awaitNothingLeft(Entry entry) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLE_MILLIS);
    while (queues.ready(entry.from()) > 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s: %d messages were handled and not acknowledged."
                .formatted(entry.title(), queues.ready(entry.from())));
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private List<Measurement> runs(Entry entry) {
    return measured.computeIfAbsent(entry, first -> new ArrayList<>());
  }

  /** Whatever was measured, in the order of the entries. */
  Map<Entry, List<Measurement>> measured() {
    return measured;
  }

  /** The broker's processor time a message, in seconds. */
  Spread broker(Entry entry) {
    return Spread.of(brokerSeconds.getOrDefault(entry, List.of()));
  }

  /** The ratios of the rounds: in each, the two worked within seconds of each other. */
  Outcome outcome(Row row) {
    List<Measurement> ours = runs(row.subject());
    List<Measurement> others = runs(row.reference());
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ours.size(); round++) {
      ratios.add(row.measure().of(ours.get(round)) / row.measure().of(others.get(round)));
    }
    return new Outcome(row.work(), row.against(), row.goal(), Interval.of(ratios), ratios.size());
  }
}
