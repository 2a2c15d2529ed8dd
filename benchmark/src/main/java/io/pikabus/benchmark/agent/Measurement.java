package io.pikabus.benchmark.agent;

import java.util.Locale;

/**
 * What one run took.
 *
 * @param seconds by the clock
 * @param cpu seconds of processor time of the agent's whole process, its collector included and its
 *     compilers not
 * @param allocated octets of heap that its threads took; those that ended meanwhile are left out
 * @param messages how many were done
 * @param median seconds of one operation at the median; 0 where operations overlap
 */
public record Measurement(
    double seconds, double cpu, long allocated, long messages, double median) {

  /** Messages a second. */
  public double rate() {
    return messages / seconds;
  }

  /** Seconds of processor time a message. */
  public double cpuPerMessage() {
    return cpu / messages;
  }

  /** Octets of heap a message. */
  public double allocatedPerMessage() {
    return (double) allocated / messages;
  }

  /** As the driver reads it. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "seconds=%.6f cpu=%.6f allocated=%d messages=%d median=%.9f",
        seconds,
        cpu,
        allocated,
        messages,
        median);
  }

  /** Reads an agent's line. */
  public static Measurement parse(String line) {
    Order words = Order.parse(line);
    return new Measurement(
        Double.parseDouble(words.text("seconds")),
        Double.parseDouble(words.text("cpu")),
        Long.parseLong(words.text("allocated")),
        Long.parseLong(words.text("messages")),
        Double.parseDouble(words.text("median")));
  }
}
