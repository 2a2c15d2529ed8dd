package io.pikabus.benchmark.scale;

import io.pikabus.benchmark.scale.Work.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How many messages a second a queue carries: the least of what each resource would carry alone, as
 * in operational analysis. Pure.
 *
 * <p>A lane waits for its handler, for its confirms and for the processors, which other lanes use
 * whenever they are not waiting themselves.
 */
public final class Model {

  /** What is scarce first. */
  public enum Bound {
    /** The lanes wait, for their handlers and for confirms: more concurrency carries more. */
    WAITING,
    /** The one queue's processes in the broker: more queues carry more. */
    QUEUE,
    /** The service's processors: more instances carry more. */
    CLIENT,
    /** The processors of the node that leads: leaders on more nodes carry more. */
    LEADER,
    /** The processors of the nodes that follow. */
    FOLLOWER,
    /** All processors of the one machine that does everything. */
    MACHINE
  }

  /**
   * A bound and where it lies.
   *
   * @param rate messages a second
   */
  public record Limit(Bound bound, double rate) {}

  private Model() {}

  /**
   * What is carried, and what limits it.
   *
   * @param nodes of the broker; those that do not lead share what followers do
   */
  public static Limit predict(Costs costs, Work work, int nodes, Cores cores) {
    return limits(costs, work, nodes, cores).stream()
        .min(Comparator.comparingDouble(Limit::rate))
        .orElseThrow();
  }

  /** All bounds. */
  static List<Limit> limits(Costs costs, Work work, int nodes, Cores cores) {
    List<Limit> limits = new ArrayList<>(processors(demand(costs, work), nodes, cores));
    double slowest = limits.stream().mapToDouble(Limit::rate).min().orElseThrow();
    limits.add(new Limit(Bound.QUEUE, queue(costs, work)));
    limits.add(new Limit(Bound.WAITING, waiting(costs, work, 1 / slowest)));
    return limits;
  }

  private static List<Limit> processors(Demand demand, int nodes, Cores cores) {
    if (cores.shared()) {
      return List.of(new Limit(Bound.MACHINE, cores.client() / demand.all()));
    }
    Limit client = new Limit(Bound.CLIENT, cores.client() / demand.client());
    Limit leader = new Limit(Bound.LEADER, cores.node() / demand.leader());
    return nodes == 1
        ? List.of(client, leader)
        : List.of(
            client,
            leader,
            new Limit(Bound.FOLLOWER, cores.node() * (nodes - 1) / demand.others()));
  }

  /** Processor time of one message with all that its handler sends. */
  static Demand demand(Costs costs, Work work) {
    return switch (work.kind()) {
      case SINGLE -> costs.alone();
      case STREAM -> costs.together();
      case HANDLE -> costs.consumed().plus(costs.sent(work.lanes()).times(work.sends()));
    };
  }

  /**
   * Each lane has one message in hand, and waits for each confirm before the next send.
   *
   * @param busy seconds for which one message occupies the slowest resource
   */
  private static double waiting(Costs costs, Work work, double busy) {
    double handler = work.millis() / 1e3;
    double own =
        switch (work.kind()) {
          case SINGLE -> costs.confirmed();
          case STREAM -> work.lanes() / costs.sendRate();
          case HANDLE -> 1 / costs.consumeRate() + work.sends() * costs.confirmed();
        };
    double others = work.kind() == Kind.HANDLE ? (work.lanes() - 1) * busy : 0;
    // A slower handler leaves more room for others, but never so much that it makes up for itself.
    double seconds = Math.max(own + others, handler + own + others * own / (own + handler));
    return work.lanes() / seconds;
  }

  /** What one sender gets into a queue, and one connection out of it. */
  private static double queue(Costs costs, Work work) {
    double in =
        work.sends() == 0
            ? Double.POSITIVE_INFINITY
            : costs.sendRate() * work.queues() / work.sends();
    return work.kind() == Kind.HANDLE ? Math.min(costs.consumeRate(), in) : in;
  }
}
