package io.pikabus.benchmark.smallrye;

import io.pikabus.benchmark.agent.AgentLoop;
import io.pikabus.benchmark.agent.Arrivals;
import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Case;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.QueueDepth;
import io.pikabus.benchmark.container.SmallContainer;
import java.util.Map;

/** SmallRye's connector as a contestant; the word {@code best} says how it is set. */
public final class SmallRyeAgent {

  private SmallRyeAgent() {}

  /** Until standard input ends. */
  public static void main(String[] arguments) throws Exception {
    AgentLoop.run(
        Map.<String, Case>of(
            "stream", SmallRyeAgent::stream,
            "consume",
                order -> consume(order, Settings.incoming(order.is("best")), 0, Handling.class),
            "handle", order -> consume(order, both(order), 2, Forwarding.class),
            "process", order -> consume(order, both(order), 1, Processing.class)));
  }

  private static Measurement stream(Order order) throws Exception {
    try (SmallContainer container =
        SmallContainer.deploy(Settings.outgoing(order.is("best")), Outgoing.class)) {
      return Streaming.run(container, order);
    }
  }

  private static Map<String, String> both(Order order) {
    Map<String, String> settings = Settings.incoming(order.is("best"));
    settings.putAll(Settings.outgoing(order.is("best")));
    return settings;
  }

  private static Measurement consume(
      Order order, Map<String, String> settings, int sends, Class<?> bean) throws Exception {
    Arrivals arrivals = new Arrivals(order.count());
    Expected.set(arrivals);
    try (QueueDepth destination = new QueueDepth(BrokerAddress.ofEnvironment(), Places.out());
        SmallContainer container = SmallContainer.deploy(settings, bean)) {
      return arrivals.await(destination, (long) sends * order.count());
    }
  }
}
