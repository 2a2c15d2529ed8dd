package io.pikabus.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.config.ErrorDetails;
import io.pikabus.log.Secrets;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureHeadersTest {

  private static final HeaderNames NAMES = new HeaderNames("PikaBus");
  private final Exception cause =
      new IllegalStateException("no stock", new ArithmeticException("/ by zero"));

  private static MessageProperties message(Map<String, @Nullable Object> headers) {
    return new MessageProperties(
        "application/json",
        "utf-8",
        headers,
        2,
        3,
        "talk",
        null,
        "60000",
        "id",
        Instant.EPOCH,
        null,
        "guest",
        null,
        null);
  }

  private MessageProperties failed(Map<String, @Nullable Object> headers) {
    return FailureHeaders.after(
        message(headers), NAMES, "orders", FailureText.of(cause, ErrorDetails.FULL, Secrets.NONE));
  }

  @Test
  void the_first_failure_is_number_1_and_a_number_on_the_wire_too() {
    assertThat(failed(Map.of()).headers())
        .containsEntry("PikaBus.ErrorRetries", 1)
        .containsEntry("PikaBus.SourceQueue", "orders");
  }

  @Test
  void the_details_are_the_stack_trace_with_its_causes() {
    assertThat(failed(Map.of()).header("PikaBus.ErrorDetails"))
        .startsWith("java.lang.IllegalStateException: no stock")
        .contains("at io.pikabus.recovery.FailureHeadersTest")
        .contains("Caused by: java.lang.ArithmeticException: / by zero");
  }

  @Test
  void the_newest_failure_replaces_the_one_before() {
    Map<String, @Nullable Object> before =
        Map.of(
            "PikaBus.ErrorRetries", 4,
            "PikaBus.ErrorDetails", "Traceback",
            "PikaBus.SourceQueue", "elsewhere");
    assertThat(failed(before).headers())
        .containsEntry("PikaBus.ErrorRetries", 5)
        .containsEntry("PikaBus.SourceQueue", "orders")
        .hasEntrySatisfying(
            "PikaBus.ErrorDetails",
            details -> assertThat(String.valueOf(details)).doesNotContain("Traceback"))
        .hasSize(4);
  }

  @Test
  void everything_else_stays_as_it_came_but_for_what_must_not_be_sent_on() {
    Object asTheClientReadIt = new Object();
    Map<String, @Nullable Object> headers = new HashMap<>();
    headers.put("tenant", asTheClientReadIt);
    headers.put("void", null);
    headers.put("PikaBus.DeferredTime", "11/24/2026 06:32:07");
    Map<String, @Nullable Object> withNotes = new HashMap<>(headers);
    withNotes.put("x-death", List.of());
    withNotes.put("CC", List.of("elsewhere"));

    MessageProperties copy = failed(withNotes);

    Map<String, @Nullable Object> rest = new HashMap<>(copy.headers());
    rest.keySet()
        .removeAll(List.of("PikaBus.ErrorRetries", "PikaBus.ErrorDetails", "PikaBus.SourceQueue"));
    assertThat(rest.remove("x-pikabus-user-id")).isEqualTo("guest");
    assertThat(rest).isEqualTo(headers);
    assertThat(copy.withHeaders(Map.of()))
        .isEqualTo(message(Map.of()).forwarded().withHeaders(Map.of()));
  }

  @Test
  void details_of_any_length_fit_into_a_header() {
    String details =
        FailureText.of(new Exception("é".repeat(1_000_000)), ErrorDetails.FULL, Secrets.NONE);
    assertThat(details.getBytes(StandardCharsets.UTF_8))
        .hasSizeBetween(FailureHeaders.MOST_DETAIL_BYTES - 3, FailureHeaders.MOST_DETAIL_BYTES);
    assertThat(details).startsWith("java.lang.Exception: éé").containsPattern("… cut; \\d+ bytes");
  }

  @Test
  void an_exception_that_cannot_be_printed_does_not_keep_its_message_from_the_error_queue() {
    Exception unprintable =
        new Exception() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            throw new IllegalStateException("not even this");
          }
        };
    assertThat(FailureText.of(unprintable, ErrorDetails.FULL, Secrets.NONE))
        .contains(unprintable.getClass().getName());
  }
}
