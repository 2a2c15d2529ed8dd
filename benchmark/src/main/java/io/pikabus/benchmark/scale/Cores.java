package io.pikabus.benchmark.scale;

/**
 * Processors that there are for services and brokers.
 *
 * @param client of one service
 * @param node of each node
 * @param shared all of them are one machine, which has {@code client} of them
 */
public record Cores(double client, double node, boolean shared) {

  /** One machine for all. */
  public static Cores shared(double cores) {
    return new Cores(cores, cores, true);
  }
}
