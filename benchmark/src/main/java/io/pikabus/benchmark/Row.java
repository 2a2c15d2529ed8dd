package io.pikabus.benchmark;

import io.pikabus.benchmark.agent.Measurement;
import java.util.function.ToDoubleFunction;

/**
 * A goal: what is compared with what.
 *
 * @param work as the issue names it
 * @param against with whom
 * @param goal the least ratio
 * @param subject ours
 * @param reference the other
 * @param measure more is better
 */
record Row(
    String work, String against, double goal, Entry subject, Entry reference, Measure measure) {

  /** What is compared. */
  enum Measure {
    /** Messages a second. */
    RATE(Measurement::rate),
    /** Messages a second of the client's processor time. */
    CPU(measurement -> 1 / measurement.cpuPerMessage()),
    /** One operation, at the median. */
    LATENCY(measurement -> 1 / measurement.median()),
    /** Connections, which stand where messages do. */
    CONNECTIONS(measurement -> 1.0 / measurement.messages()),
    /** Megabytes of the heap, which stand where seconds do. */
    HEAP(measurement -> 1 / measurement.seconds());

    private final ToDoubleFunction<Measurement> value;

    Measure(ToDoubleFunction<Measurement> value) {
      this.value = value;
    }

    double of(Measurement measurement) {
      return value.applyAsDouble(measurement);
    }
  }
}
