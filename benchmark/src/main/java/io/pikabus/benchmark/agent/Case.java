package io.pikabus.benchmark.agent;

/** Some work that a contestant can do. */
@FunctionalInterface
public interface Case {

  /**
   * Does it once. What is not to count (starting a container, say) happens outside the stopwatch.
   */
  Measurement run(Order order) throws Exception;
}
