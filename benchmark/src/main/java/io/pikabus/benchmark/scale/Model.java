package io.pikabus.benchmark.scale;

import java.util.Comparator;
import java.util.List;

/**
 * How many messages a second a queue carries: the least of a few bounds, as in operational
 * analysis. Each bound is what one resource would carry if nothing else were scarce. Pure.
 *
 * <p>Near where two bounds meet, both are felt, and less is carried than the model says.
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
    Demand demand = demand(costs, work);
    List<Limit> waits =
        List.of(
            new Limit(Bound.WAITING, waiting(costs, work)),
            new Limit(Bound.QUEUE, queue(costs, work)));
    List<Limit> processors =
        cores.shared()
            ? List.of(new Limit(Bound.MACHINE, cores.client() / demand.all()))
            : List.of(
                new Limit(Bound.CLIENT, cores.client() / demand.client()),
                new Limit(Bound.LEADER, cores.node() / demand.leader()),
                new Limit(
                    Bound.FOLLOWER,
                    nodes == 1
                        ? Double.POSITIVE_INFINITY
                        : cores.node() * (nodes - 1) / demand.others()));
    return java.util.stream.Stream.concat(waits.stream(), processors.stream()).toList();
  }

  /** Processor time of one message with all that its handler sends. */
  static Demand demand(Costs costs, Work work) {
    return switch (work.kind()) {
      case SINGLE -> costs.alone();
      case STREAM -> costs.sent(work.lanes());
      case HANDLE -> costs.consumed().plus(costs.sent(work.lanes()).times(work.sends()));
    };
  }

  /** Each lane has one message in hand, and waits for each confirm before the next send. */
  private static double waiting(Costs costs, Work work) {
    return switch (work.kind()) {
      case SINGLE -> 1 / costs.confirmed();
      case STREAM -> work.lanes() / costs.confirmed();
      case HANDLE ->
          work.lanes()
              / (work.millis() / 1e3
                  + work.sends() * costs.confirmed()
                  + 1 / costs.consumeRate());
    };
  }

  private static double queue(Costs costs, Work work) {
    double sends = work.queues() * costs.sendRate() / Math.max(1, work.sends());
    return switch (work.kind()) {
      case SINGLE, STREAM -> sends;
      case HANDLE ->
          work.sends() == 0 ? costs.consumeRate() : Math.min(costs.consumeRate(), sends);
    };
  }
}
