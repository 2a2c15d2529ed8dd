package io.pikabus.rabbitmq;

import io.pikabus.Destination;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.time.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A window of messages noted and settled. In this package, because the part is not public. */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PendingConfirmsBenchmark {

  private static final int WINDOW = 256;

  private final PendingConfirms pending = new PendingConfirms();
  private final Publication publication =
      new Publication(
          new Envelope(
              new Destination.Queue("queue"),
              new Address("exchange", "queue", true, true, false),
              true,
              new HeaderNames("PikaBus"),
              new MessageProperties(
                  null, null, Map.of(), 2, null, null, null, null, "id", null, null, null, null,
                  null),
              new byte[0],
              null),
          Deadline.in(Duration.ofSeconds(1)));
  private long sequence;

  /** One confirm for all of the window. */
  @Benchmark
  @OperationsPerInvocation(WINDOW)
  public int together() {
    for (int i = 0; i < WINDOW; i++) {
      pending.add(++sequence, publication);
    }
    return pending.settle(sequence, true).size();
  }

  /** A confirm for each. */
  @Benchmark
  @OperationsPerInvocation(WINDOW)
  public int singly() {
    long first = sequence + 1;
    for (int i = 0; i < WINDOW; i++) {
      pending.add(++sequence, publication);
    }
    int settled = 0;
    for (long each = first; each <= sequence; each++) {
      settled += pending.settle(each, false).size();
    }
    return settled;
  }
}
