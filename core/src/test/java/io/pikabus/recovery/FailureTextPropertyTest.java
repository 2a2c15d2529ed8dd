package io.pikabus.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.config.ErrorDetails;
import io.pikabus.log.Secrets;
import java.net.URLEncoder;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** What an error queue is told of an exception. */
class FailureTextPropertyTest {

  private static Exception failure(String message) {
    return new IllegalStateException(message, new ArithmeticException("/ by " + message));
  }

  @Property(tries = 300)
  void no_secret_is_in_it_in_any_mode(
      @ForAll("secret") String secret,
      @ForAll ErrorDetails details,
      @ForAll @StringLength(max = 50) String before,
      @ForAll @IntRange(max = 3000) int repeated) {
    String encoded = URLEncoder.encode(secret, UTF_8);
    Exception cause =
        failure(
            before + ("amqp://me:" + encoded + "@rabbit " + secret + before).repeat(repeated + 1));
    String text = FailureText.of(cause, details, Secrets.of(Set.of(secret)));
    assertThat(text).doesNotContain(secret).doesNotContain(encoded);
    assertThat(text.getBytes(UTF_8).length).isLessThanOrEqualTo(FailureHeaders.MOST_DETAIL_BYTES);
  }

  @Property(tries = 100)
  void types_alone_quote_no_message(@ForAll @StringLength(max = 50) String message) {
    assertThat(FailureText.of(failure(message), ErrorDetails.TYPE, Secrets.NONE))
        .isEqualTo("java.lang.IllegalStateException\nCaused by: java.lang.ArithmeticException");
  }

  @Property(tries = 100)
  void messages_come_without_frames(@ForAll @StringLength(max = 50) String message) {
    assertThat(FailureText.of(failure(message), ErrorDetails.MESSAGE, Secrets.NONE))
        .isEqualTo(
            "java.lang.IllegalStateException: %s\nCaused by: java.lang.ArithmeticException: / by %1$s"
                .formatted(message));
  }

  @Example
  void a_secret_at_the_cut_is_not_left_by_half() {
    String secret = "hunter2-hunter2-hunter2";
    for (int before = 0; before < 60; before++) {
      String text =
          FailureText.of(
              new Exception("x".repeat(16_300 + before) + secret + "x".repeat(500)),
              ErrorDetails.MESSAGE,
              Secrets.of(Set.of(secret)));
      assertThat(text).doesNotContain("hunter2");
    }
  }

  @Example
  void causes_that_run_in_a_circle_or_never_end_are_no_trouble() {
    Exception one = new Exception("one");
    Exception two = new Exception("two", one);
    one.initCause(two);
    Exception deep = new Exception("0");
    for (int i = 1; i < 200_000; i++) {
      deep = new Exception(String.valueOf(i), deep);
    }
    for (ErrorDetails details : ErrorDetails.values()) {
      assertThat(FailureText.of(one, details, Secrets.NONE)).contains("Caused by: ");
      assertThat(FailureText.of(deep, details, Secrets.NONE)).startsWith("java.lang.Exception");
    }
  }

  @Example
  void an_exception_that_cannot_speak_is_named() {
    Exception mute =
        new Exception() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            throw new IllegalStateException("not even this");
          }

          @Override
          public synchronized Throwable getCause() {
            throw new IllegalStateException("nor this");
          }
        };
    for (ErrorDetails details : ErrorDetails.values()) {
      assertThat(FailureText.of(mute, details, Secrets.NONE)).contains(mute.getClass().getName());
    }
  }

  @Provide
  Arbitrary<String> secret() {
    // Not one that our own mark of a cut text would show.
    return Arbitraries.strings()
        .withChars("QZ@/:%éß")
        .ofMinLength(Secrets.SHORTEST)
        .ofMaxLength(20);
  }
}
