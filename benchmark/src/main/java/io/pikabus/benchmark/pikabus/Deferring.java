package io.pikabus.benchmark.pikabus;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.QueueDepth;
import io.pikabus.benchmark.agent.Sample;
import io.pikabus.benchmark.agent.Stopwatch;
import java.time.Duration;

/** Delayed messages, which wait in this JVM for their last minute and in the broker before. */
final class Deferring {

  /** What is soon due: clients take it from there. */
  private static final String SHORT = "PikaBusDelayShort";

  /**
   * Sends so many with a delay of so many {@code seconds}, and ends before they are due; in the
   * answer, {@code median} are the megabytes by which the heap grew.
   */
  Measurement run(Order order) throws Exception {
    Duration delay = Duration.ofSeconds(Long.parseLong(order.text("seconds")));
    try (PikaBusClient bus = PikaBus.connect(Settings.bus())) {
      // The first one makes the queues, and begins to consume them.
      bus.defer(Places.out(), Sample.body(), delay);
      double before = Growth.heapMegabytes();
      Stopwatch watch = Stopwatch.start();
      for (int i = 0; i < order.count(); i++) {
        bus.defer(Places.out(), Sample.body(), delay);
      }
      Measurement sent = watch.stop(order.count());
      try (QueueDepth held = new QueueDepth(BrokerAddress.ofEnvironment(), SHORT)) {
        held.awaitNone();
      }
      return new Measurement(
          sent.seconds(),
          sent.cpu(),
          sent.allocated(),
          sent.messages(),
          Growth.heapMegabytes() - before);
    }
  }
}
