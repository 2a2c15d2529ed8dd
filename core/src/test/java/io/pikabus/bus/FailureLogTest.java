package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.IncomingMetadata;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.Log;
import io.pikabus.log.Secrets;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.IncomingHeaders;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.recovery.LinearRetries;
import io.pikabus.recovery.Recovery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What messages that fail write into the log. */
class FailureLogTest {

  private final Log written = Log.instead();
  private final IncomingSettings settings =
      new SettingsReader().incoming("orders", SettingSource.of(Map.of()));
  private final Recovery recovery =
      new Recovery(settings, new LinearRetries(settings.retries()), Secrets.NONE);
  private final FailureLog log = new FailureLog(settings, Secrets.of(List.of("hunter2")));

  @AfterEach
  void leave() {
    written.close();
  }

  /** Until it is given up. */
  private void fail(String id, RuntimeException failure) {
    MessageProperties properties =
        new MessageProperties(
            null, null, Map.of(), 2, null, null, null, null, id, null, null, null, null, null);
    IncomingMetadata metadata =
        IncomingHeaders.read("orders", false, "", "", id, Map.of(), new HeaderNames("PikaBus"));
    boolean again = true;
    while (again) {
      Recovery.Next next = recovery.next(metadata, properties, new byte[0], failure, Instant.now());
      log.tell(metadata, next, failure);
      properties = next.copy().orElseThrow().properties();
      again = next instanceof Recovery.Next.Again;
    }
  }

  private List<String> sentences() {
    return written.records().stream().map(new SimpleFormatter()::formatMessage).toList();
  }

  private long traces() {
    return written.records().stream().filter(entry -> entry.getThrown() != null).count();
  }

  @Test
  void one_message_writes_a_sentence_for_each_attempt_and_two_stack_traces() {
    fail("id-1", new IllegalStateException("on purpose"));

    assertThat(sentences())
        .containsExactly(
            "Message id-1 of queue orders could not be handled (attempt 1 of 6, next in PT2S): java.lang.IllegalStateException: on purpose",
            "Message id-1 of queue orders could not be handled (attempt 2 of 6, next in PT4S): java.lang.IllegalStateException: on purpose",
            "Message id-1 of queue orders could not be handled (attempt 3 of 6, next in PT6S): java.lang.IllegalStateException: on purpose",
            "Message id-1 of queue orders could not be handled (attempt 4 of 6, next in PT8S): java.lang.IllegalStateException: on purpose",
            "Message id-1 of queue orders could not be handled (attempt 5 of 6, next in PT10S): java.lang.IllegalStateException: on purpose",
            "Message id-1 of queue orders could not be handled (attempt 6 of 6, it goes to queue error): java.lang.IllegalStateException: on purpose");
    assertThat(traces()).isEqualTo(2);
  }

  @Test
  void a_thousand_messages_that_fail_for_one_reason_are_counted_instead_of_repeated() {
    for (int i = 0; i < 1000; i++) {
      fail("id-" + i, new IllegalStateException("on purpose"));
    }
    assertThat(written.records()).hasSizeLessThanOrEqualTo(40);
    assertThat(traces()).isLessThanOrEqualTo(8);
  }

  @Test
  void text_from_elsewhere_stays_on_its_line_and_is_cut() {
    fail("id\r\nSEVERE forged", new IllegalArgumentException("a\nb\u001b[2J" + "x".repeat(9000)));

    assertThat(sentences())
        .allSatisfy(
            sentence -> {
              assertThat(sentence).doesNotContain("\n", "\r", "\u001b").contains("id\\r\\nSEVERE");
              assertThat(sentence.length()).isLessThan(1000);
            });
  }

  @Test
  void a_password_in_an_exceptions_text_is_not_shown_even_at_the_cut() {
    fail(
        "id", new IllegalStateException("amqp://me:hunter2@rabbit " + "x".repeat(438) + "hunter2"));
    assertThat(sentences())
        .hasSize(6)
        .allSatisfy(
            sentence -> assertThat(sentence).contains("me:***@rabbit").doesNotContain("hunt"));
  }

  @Test
  void an_exception_that_cannot_be_printed_is_named() {
    fail(
        "id",
        new IllegalStateException() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            throw new UnsupportedOperationException();
          }
        });
    assertThat(sentences()).hasSize(6).allMatch(sentence -> sentence.contains("FailureLogTest"));
  }
}
