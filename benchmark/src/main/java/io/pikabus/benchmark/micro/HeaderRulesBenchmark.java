package io.pikabus.benchmark.micro;

import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.SendOptions;
import io.pikabus.benchmark.agent.Sample;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.HeaderRules;
import io.pikabus.protocol.IncomingHeaders;
import io.pikabus.protocol.SenderIdentity;
import io.pikabus.protocol.TimeFormat;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Headers of a message that leaves, and of one that comes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeaderRulesBenchmark {

  private final HeaderNames names = new HeaderNames("PikaBus");
  private final SenderIdentity legacy = sender(TimeFormat.LEGACY);
  private final SenderIdentity iso = sender(TimeFormat.ISO);
  private final SendOptions options = options();
  private final Map<String, Object> headers = Sample.headers();

  private SenderIdentity sender(TimeFormat format) {
    return new SenderIdentity(names, format, "PikaBusDirect", "PikaBusTopic", null, true, true);
  }

  private static SendOptions options() {
    SendOptions options = SendOptions.none().withMessageType("shop.PlaceOrder");
    for (Map.Entry<String, Object> own : Sample.OWN.entrySet()) {
      options = options.withHeader(own.getKey(), own.getValue());
    }
    return options;
  }

  /** All ten headers, times as PikaBus 1.x reads them. */
  @Benchmark
  public Envelope outgoing() {
    return envelope(legacy);
  }

  /** The same with ISO times. */
  @Benchmark
  public Envelope outgoingIso() {
    return envelope(iso);
  }

  private Envelope envelope(SenderIdentity sender) {
    return HeaderRules.envelope(
        new HeaderRules.Request(
            new Destination.Queue("orders"),
            Sample.body(),
            "application/octet-stream",
            "utf-8",
            options,
            null),
        sender,
        null,
        Instant.now(),
        () -> UUID.randomUUID().toString());
  }

  /** What an application sees of a message that came. */
  @Benchmark
  public IncomingMetadata incoming() {
    return IncomingHeaders.read("orders", false, "PikaBusDirect", "orders", "id", headers, names);
  }

  /** Of the above: one identifier. */
  @Benchmark
  public String identifier() {
    return UUID.randomUUID().toString();
  }

  /** Of the above: the time, written and read again. */
  @Benchmark
  public Instant time() {
    return TimeFormat.parse(TimeFormat.LEGACY.format(Instant.now())).orElse(Instant.EPOCH);
  }
}
