package io.pikabus.benchmark.smallrye;

import io.pikabus.benchmark.agent.Arrivals;

/**
 * What the messages belong to that arrive now. Static, since the connector delivers as soon as it
 * is deployed, before anybody can speak to a bean.
 */
final class Expected {

  private static volatile Arrivals present = new Arrivals(0);

  private Expected() {}

  static Arrivals arrivals() {
    return present;
  }

  static void set(Arrivals next) {
    present = next;
  }
}
