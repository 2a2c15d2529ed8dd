package io.pikabus.benchmark.micro;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs them: {@code Main [WORD]}, nanoseconds a call. */
public final class Main {

  private static final int WARMING = 3;
  private static final int MEASURED = 5;

  private Main() {}

  /** With a word, only those whose name contains it. */
  public static void main(String[] arguments) throws RunnerException {
    String only = arguments.length > 0 ? arguments[0] : "";
    new Runner(
            new OptionsBuilder()
                .include("io\\.pikabus\\..*Benchmark\\..*" + only + ".*")
                .forks(1)
                .warmupIterations(WARMING)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(MEASURED)
                .measurementTime(TimeValue.seconds(1))
                .build())
        .run();
  }
}
