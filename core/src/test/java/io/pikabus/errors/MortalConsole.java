package io.pikabus.errors;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The command line in a process of its own, which dies behind a step. */
public final class MortalConsole {

  static final int KILLED = 42;

  private MortalConsole() {}

  /** Takes the step, which occurrence of it, and the words of the command line. */
  public static void main(String[] words) {
    RetryRun.Step last = RetryRun.Step.valueOf(words[0]);
    AtomicInteger left = new AtomicInteger(Integer.parseInt(words[1]));
    Console console =
        new Console(
            new HashMap<>(),
            System.getenv(),
            System.out,
            System.err,
            step -> {
              if (step == last && left.decrementAndGet() == 0) {
                Runtime.getRuntime().halt(KILLED);
              }
            });
    System.exit(console.run(List.of(Arrays.copyOfRange(words, 2, words.length))));
  }
}
