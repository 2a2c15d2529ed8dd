package io.pikabus.messaging;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;
import org.testng.SkipException;
import org.testng.annotations.Test;

/**
 * The tests of the Reactive Streams TCK, each as a test of JUnit. Those that the TCK itself calls
 * untested hold nothing but a skip, and are left out.
 */
final class Rules {

  private Rules() {}

  /** What happens around a rule. */
  interface Frame {
    void begin() throws Exception;

    void end() throws Exception;
  }

  static Stream<DynamicTest> of(Object verification, Frame frame) {
    return Arrays.stream(verification.getClass().getMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .filter(method -> !method.getName().startsWith("untested_"))
        .sorted(Comparator.comparing(Method::getName))
        .map(
            rule ->
                DynamicTest.dynamicTest(rule.getName(), () -> check(verification, frame, rule)));
  }

  private static void check(Object verification, Frame frame, Method rule) throws Throwable {
    frame.begin();
    try {
      rule.invoke(verification);
    } catch (InvocationTargetException outcome) {
      if (outcome.getCause() instanceof SkipException skipped) {
        // In one line and without a cause: the end of ./verify shows it.
        throw new TestAbortedException(
            rule.getName() + ": " + String.valueOf(skipped.getMessage()).replaceAll("\\s+", " "));
      }
      throw new AssertionError(rule.getName() + " does not hold", outcome.getCause());
    } finally {
      frame.end();
    }
  }
}
