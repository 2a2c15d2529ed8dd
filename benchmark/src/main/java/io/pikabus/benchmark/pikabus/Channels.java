package io.pikabus.benchmark.pikabus;

import io.pikabus.benchmark.agent.Arrivals;
import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.QueueDepth;
import io.pikabus.benchmark.container.SmallContainer;
import java.util.Map;

/** Consumes through channels, inside JTA transactions. */
final class Channels {

  private final Containers containers;

  Channels(Containers containers) {
    this.containers = containers;
  }

  /**
   * A handler that sends some messages and waits {@code millis}; the words are keys of the channel
   * and of the connector.
   */
  Measurement handle(Order order) throws Exception {
    int sends = Integer.parseInt(order.text("sends"));
    SmallContainer container = containers.fresh(settings(order), Handling.class);
    Arrivals arrivals = new Arrivals(order.count());
    container
        .get(Handling.class)
        .expect(arrivals, sends, Long.parseLong(order.words().getOrDefault("millis", "0")));
    return run(container, arrivals, (long) sends * order.count());
  }

  /** A processor. */
  Measurement process(Order order) throws Exception {
    Map<String, String> settings = settings(order);
    settings.put("mp.messaging.outgoing.orders.connector", "pikabus");
    settings.put("mp.messaging.outgoing.orders.queue", Places.out());
    SmallContainer container = containers.fresh(settings, Processing.class);
    Arrivals arrivals = new Arrivals(order.count());
    container.get(Processing.class).expect(arrivals);
    return run(container, arrivals, order.count());
  }

  private Measurement run(SmallContainer container, Arrivals arrivals, long sent) throws Exception {
    try (QueueDepth destination = new QueueDepth(BrokerAddress.ofEnvironment(), Places.out())) {
      container.startModule();
      return arrivals.await(destination, sent);
    } finally {
      containers.close();
    }
  }

  private static Map<String, String> settings(Order order) {
    Map<String, String> words = order.words();
    Map<String, String> settings =
        Settings.connector("flush", words.getOrDefault("flush", "before-commit"));
    settings.put("mp.messaging.incoming.work.connector", "pikabus");
    settings.put("mp.messaging.incoming.work.queue", Places.IN);
    settings.put("mp.messaging.incoming.work.prefetch", words.getOrDefault("prefetch", "64"));
    settings.put("mp.messaging.incoming.work.concurrency", words.getOrDefault("lanes", "1"));
    return settings;
  }
}
