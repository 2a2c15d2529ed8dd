package io.pikabus.benchmark;

import io.pikabus.Consumption;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.Sample;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.fixtures.rabbitmq.FrameCounter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What pikabus puts on the wire, counted; a count has no spread. */
final class Frames {

  private static final long MESSAGES = 1000;
  private static final long FRAMES_OF_ONE = 3;

  private Frames() {}

  static List<Outcome> count(Broker broker) throws Exception {
    try (FrameCounter wire = new FrameCounter(broker.uri());
        PikaBusClient bus = PikaBus.connect(settings(broker.uri(), wire.port()))) {
      bus.send(Places.out(), Sample.body());
      Map<String, Long> before = wire.sent();
      for (int i = 0; i < MESSAGES; i++) {
        bus.send(Places.out(), Sample.body());
      }
      long frames = wire.sentSince(before).values().stream().mapToLong(Long::longValue).sum();
      return List.of(
          outcome("frames of a send", "method, header, body", FRAMES_OF_ONE, frames),
          outcome("acknowledgements", "one a message", 1, acknowledged(bus, wire)));
    }
  }

  private static long acknowledged(PikaBusClient bus, FrameCounter wire) throws Exception {
    CountDownLatch handled = new CountDownLatch((int) MESSAGES + 1);
    try (Consumption consumption =
        bus.consume(Places.out(), byte[].class, body -> handled.countDown())) {
      if (!handled.await(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException(
            "%d messages were not consumed by %s.".formatted(handled.getCount(), consumption));
      }
    }
    // One message more lay there.
    return wire.sent().getOrDefault(FrameCounter.ACKNOWLEDGE, 0L) - 1;
  }

  private static Outcome outcome(String work, String against, long each, long counted) {
    double ratio = (double) each * MESSAGES / counted;
    return new Outcome(work, against, 1, Interval.exact(ratio), 0);
  }

  private static Map<String, String> settings(URI broker, int port) {
    String[] user = broker.getUserInfo().split(":", 2);
    return Map.of(
        "host",
        "127.0.0.1",
        "port",
        String.valueOf(port),
        "username",
        user[0],
        "password",
        user[1]);
  }
}
