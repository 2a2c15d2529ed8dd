package io.pikabus.benchmark.scale;

/**
 * Processor time, as seconds a message.
 *
 * @param client of the service's process
 * @param leader of the node on which the queue or its leader is
 * @param others of all other nodes together
 */
public record Demand(double client, double leader, double others) {

  private static final double MICROS = 1e6;

  static Demand of(Point point) {
    return new Demand(
        point.client().median() / MICROS,
        point.leader().median() / MICROS,
        point.others().median() / MICROS);
  }

  Demand plus(Demand other) {
    return new Demand(client + other.client, leader + other.leader, others + other.others);
  }

  /** Never below nothing, whatever noise there is in both. */
  Demand minus(Demand other) {
    return new Demand(
        Math.max(0, client - other.client),
        Math.max(0, leader - other.leader),
        Math.max(0, others - other.others));
  }

  Demand times(double factor) {
    return new Demand(client * factor, leader * factor, others * factor);
  }

  /** On all machines. */
  double all() {
    return client + leader + others;
  }
}
