package io.pikabus.benchmark.micro;

import io.pikabus.payload.JsonbCodec;
import io.pikabus.payload.Payloads;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Bodies: JSON-B, and what is none. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {

  /** A payload. */
  public record PlaceOrder(String id, String customer, int quantity, double price) {}

  private final Payloads payloads = new Payloads(new JsonbCodec());
  private final PlaceOrder order = new PlaceOrder("4711", "Ada Lovelace", 3, 19.99);
  private final byte[] json = payloads.encode(order);
  private final byte[] text = "x".repeat(200).getBytes(java.nio.charset.StandardCharsets.UTF_8);

  /** A record becomes JSON. */
  @Benchmark
  public byte[] encodeRecord() {
    return payloads.encode(order);
  }

  /** JSON becomes a record. */
  @Benchmark
  public Object decodeRecord() {
    return payloads.decode(json, PlaceOrder.class);
  }

  /** Two hundred characters of text. */
  @Benchmark
  public Object decodeText() {
    return payloads.decode(text, String.class);
  }
}
