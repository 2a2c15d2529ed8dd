package io.pikabus.example.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FindingsTest {
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final Findings findings =
      new Findings(new PrintStream(output, true, StandardCharsets.UTF_8));

  @Test
  void goesOnAfterAStepThatFailed() throws InterruptedException {
    findings.step(
        "an order",
        () -> {
          throw new DemoException("asked for 201, found 500");
        });
    findings.step("a body that is no JSON", () -> "400");

    assertThat(output.toString(StandardCharsets.UTF_8))
        .hasLineCount(2)
        .containsPattern("(?m)^  ✗ an order {27}asked for 201, found 500$")
        .containsPattern("(?m)^  ✓ a body that is no JSON {13}400$");
    assertThat(findings.allGood()).isFalse();
    assertThat(findings.summary()).isEqualTo("1 of 2 steps did not go as promised.");
  }

  @Test
  void looksForAReasonBelowAnExceptionThatSaysNothing() throws InterruptedException {
    findings.step(
        "an order",
        () -> {
          throw new IOException(null, new IllegalStateException("no queue 'error'"));
        });

    assertThat(output.toString(StandardCharsets.UTF_8)).contains("no queue 'error'");
  }

  @Test
  void aStepThatIsLeftOutIsNoFailure() throws InterruptedException {
    findings.step("an order", () -> "201");
    findings.leaveOut("an order while the broker is down", "it is not ours to stop");

    assertThat(output.toString(StandardCharsets.UTF_8))
        .containsPattern("(?m)^  – an order while .* left out: it is not ours to stop$");
    assertThat(findings.allGood()).isTrue();
    assertThat(findings.summary()).isEqualTo("All 1 steps went as promised, 1 left out.");
  }
}
