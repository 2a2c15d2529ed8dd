package io.pikabus.benchmark.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Takes orders on standard input, one a line, and answers each with one line: a measurement, or
 * {@code error} and why, behind {@link #ANSWER}. Ends with the input. What libraries print goes to
 * standard error; what the JVM prints is no answer.
 */
public final class AgentLoop {

  /** Before each answer. */
  public static final String ANSWER = "answer: ";

  private AgentLoop() {}

  /** Until the input ends. */
  public static void run(Map<String, Case> cases) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      answers.println(ANSWER + answer(cases, Order.parse(line)));
      answers.flush();
    }
    System.exit(0);
  }

  private static String answer(Map<String, Case> cases, Order order) {
    try {
      Case known = cases.get(order.name());
      if (known == null) {
        throw new IllegalArgumentException(
            "There is no case '%s'; there are %s.".formatted(order.name(), cases.keySet()));
      }
      return known.run(order).line();
    } catch (Exception | Error failure) {
      failure.printStackTrace();
      return "error " + String.valueOf(failure).replace('\n', ' ');
    }
  }
}
