package io.pikabus.benchmark.pikabus;

import io.pikabus.Consumption;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendOptions;
import io.pikabus.benchmark.agent.Arrivals;
import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.QueueDepth;
import io.pikabus.benchmark.agent.Sample;

/** Consumes in Java SE: an empty handler, and one that sends on. */
final class Consuming {

  private final SendOptions options = OwnHeaders.options();

  /**
   * Handles; the words {@code flush} and {@code prefetch} may say how, {@code sends} how many
   * messages each handler sends.
   */
  Measurement run(Order order) throws Exception {
    int sends = Integer.parseInt(order.words().getOrDefault("sends", "0"));
    Arrivals arrivals = new Arrivals(order.count());
    try (PikaBusClient bus = PikaBus.connect(Settings.bus(settings(order)));
        QueueDepth destination = new QueueDepth(BrokerAddress.ofEnvironment(), Places.out());
        Consumption consumption =
            bus.consume(
                Places.IN,
                byte[].class,
                body -> {
                  for (int i = 0; i < sends; i++) {
                    bus.send(Places.out(), Sample.body(), options);
                  }
                  arrivals.end();
                })) {
      return arrivals.await(destination, (long) sends * order.count());
    }
  }

  private static String[] settings(Order order) {
    return new String[] {
      "prefetch", order.words().getOrDefault("prefetch", "64"),
      "flush", order.words().getOrDefault("flush", "before-commit")
    };
  }
}
