package io.pikabus.benchmark.agent;

import java.util.Locale;

/**
 * What one run took.
 *
 * @param seconds by the clock
 * @param cpu seconds of processor time of the agent's whole process, collector and compiler
 *     included
 * @param messages how many were done
 * @param median seconds of one operation at the median; 0 where operations overlap
 */
public record Measurement(double seconds, double cpu, long messages, double median) {

  /** Messages a second. */
  public double rate() {
    return messages / seconds;
  }

  /** Seconds of processor time a message. */
  public double cpuPerMessage() {
    return cpu / messages;
  }

  /** As the driver reads it. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "seconds=%.6f cpu=%.6f messages=%d median=%.9f",
        seconds,
        cpu,
        messages,
        median);
  }

  /** Reads an agent's line. */
  public static Measurement parse(String line) {
    Order words = Order.parse(line);
    return new Measurement(
        Double.parseDouble(words.text("seconds")),
        Double.parseDouble(words.text("cpu")),
        Long.parseLong(words.text("messages")),
        Double.parseDouble(words.text("median")));
  }
}
