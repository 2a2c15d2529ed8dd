package io.pikabus.example.demo;

import java.io.PrintStream;
import java.util.concurrent.Callable;

/** Tells step by step what was seen, a line each. */
final class Findings {
  private static final int WIDTH = 34;

  private final PrintStream out;
  private int good;
  private int bad;
  private int leftOut;

  Findings(PrintStream out) {
    this.out = out;
  }

  /**
   * Takes a step. One that fails does not keep the next from being taken.
   *
   * @param look returns what was seen, or throws
   */
  void step(String title, Callable<String> look) throws InterruptedException {
    try {
      String seen = look.call();
      good++;
      line("✓", title, seen);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      bad++;
      line("✗", title, reason(e));
    }
  }

  /** Says why a step cannot be taken here. */
  void leaveOut(String title, String why) {
    leftOut++;
    line("–", title, "left out: " + why);
  }

  private static String reason(Exception failure) {
    Throwable telling = failure;
    while (telling.getMessage() == null && telling.getCause() != null) {
      telling = telling.getCause();
    }
    return telling instanceof DemoException expected
        ? String.valueOf(expected.getMessage())
        : telling.toString();
  }

  private void line(String mark, String title, String seen) {
    out.printf("  %s %-" + WIDTH + "s %s%n", mark, title, seen);
  }

  boolean allGood() {
    return bad == 0;
  }

  String summary() {
    String summary =
        bad == 0
            ? "All %d steps went as promised".formatted(good)
            : "%d of %d steps did not go as promised".formatted(bad, good + bad);
    return summary + (leftOut == 0 ? "." : ", %d left out.".formatted(leftOut));
  }
}
