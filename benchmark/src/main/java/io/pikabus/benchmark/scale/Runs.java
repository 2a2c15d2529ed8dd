package io.pikabus.benchmark.scale;

import io.pikabus.benchmark.Load;
import io.pikabus.benchmark.Spread;
import io.pikabus.benchmark.agent.Measurement;
import java.util.ArrayList;
import java.util.List;

/** The runs of one work. For one thread. */
final class Runs {

  private static final double MICROS = 1e6;

  private final Work work;
  private final double[] idle;
  private final List<Double> rate = new ArrayList<>();
  private final List<Double> client = new ArrayList<>();
  private final List<Double> leader = new ArrayList<>();
  private final List<Double> others = new ArrayList<>();
  private final List<Double> median = new ArrayList<>();

  /**
   * None yet.
   *
   * @param idle seconds of processor time that each node needs for a run without messages
   */
  Runs(Work work, double[] idle) {
    this.work = work;
    this.idle = idle.clone();
  }

  Work work() {
    return work;
  }

  /**
   * One more.
   *
   * @param seconds of processor time of each node
   */
  void add(Measurement run, double[] seconds, int count) {
    rate.add(run.rate());
    client.add(run.cpuPerMessage() * MICROS);
    median.add(run.median() * 1e3);
    double rest = 0;
    for (int node = 1; node < seconds.length; node++) {
      rest += used(seconds, node);
    }
    leader.add(used(seconds, 0) / count * MICROS);
    others.add(rest / count * MICROS);
  }

  private double used(double[] seconds, int node) {
    return Math.max(0, seconds[node] - idle[node]);
  }

  Point point(Site site) {
    return new Point(
        site,
        work,
        Spread.of(rate),
        Spread.of(client),
        Spread.of(leader),
        Spread.of(others),
        Spread.of(median).median(),
        Load.average());
  }
}
