package io.pikabus.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.IncomingMetadata;
import io.pikabus.RetryDecision;
import io.pikabus.config.ErrorDetails;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.log.Secrets;
import io.pikabus.protocol.Capture;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.IncomingHeaders;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.protocol.TimeFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What two real releases of PikaBus wrote into messages that failed, and what we write. We differ
 * on purpose in one thing: they name the failing queue as the reply address of a message that had
 * none, and we leave it without.
 */
class CapturedFailuresTest {

  private static final HeaderNames NAMES = new HeaderNames("PikaBus");
  private final Exception cause = new IllegalStateException("handler failed on purpose");

  static Stream<Capture> failed() {
    return Capture.all().filter(capture -> !capture.isAsSent());
  }

  static Stream<Capture> sent() {
    return Capture.all().filter(Capture::isAsSent);
  }

  @Test
  void none_of_the_recordings_is_left_out() {
    assertThat(failed()).hasSize(3);
  }

  @ParameterizedTest
  @MethodSource("failed")
  void we_count_on_from_where_pikabus_was(Capture captured) {
    int failures = captured.routingKey().endsWith("error") ? 2 : 1;
    assertThat(FailureHeaders.failures(captured.properties(), NAMES)).isEqualTo(failures);
    assertThat(again(captured).headers()).containsEntry("PikaBus.ErrorRetries", failures + 1);
  }

  @ParameterizedTest
  @MethodSource("failed")
  void we_touch_the_three_headers_of_a_failure_and_nothing_else(Capture captured) {
    Set<String> changed = new HashSet<>();
    again(captured)
        .headers()
        .forEach(
            (name, value) -> {
              if (!String.valueOf(value).equals(captured.properties().header(name))) {
                changed.add(name);
              }
            });
    assertThat(changed)
        .containsExactlyInAnyOrder(NAMES.errorRetries(), NAMES.errorDetails(), NAMES.sourceQueue());
    assertThat(again(captured).headers().keySet())
        .isEqualTo(captured.properties().headers().keySet());
    assertThat(again(captured).withHeaders(Map.of()))
        .isEqualTo(captured.properties().withHeaders(Map.of()));
  }

  @ParameterizedTest
  @MethodSource("sent")
  void a_message_that_never_failed_has_no_failures(Capture captured) {
    assertThat(FailureHeaders.failures(captured.properties(), captured.names())).isZero();
  }

  @ParameterizedTest
  @MethodSource("failed")
  void the_same_failures_of_the_same_message_give_what_pikabus_gave(Capture captured) {
    Map<String, @Nullable Object> theirs = new HashMap<>(captured.properties().headers());
    theirs.keySet().removeAll(List.of(NAMES.replyToAddress(), NAMES.originatingAddress()));

    Envelope ours = afterTheFailuresOf(captured);

    theirs.put(NAMES.errorDetails(), ours.properties().header(NAMES.errorDetails()));
    assertThat(ours.properties().headers()).isEqualTo(theirs);
    assertThat(ours.properties().replyTo()).isNull();
    assertThat(ours.properties().header(NAMES.errorDetails()))
        .contains("handler failed on purpose");
    assertThat(ours.destination().name()).isEqualTo(captured.routingKey());
    assertThat(ours.address().exchange()).isEqualTo(captured.exchange());
    assertThat(ours.address().routingKey()).isEqualTo(captured.routingKey());
  }

  /** Every failure but that which led to the error queue was followed by the recorded delay. */
  private Envelope afterTheFailuresOf(Capture captured) {
    Instant due = TimeFormat.parse(captured.header(NAMES.deferredTime())).orElseThrow();
    boolean givenUp = captured.routingKey().equals(captured.release().named("error"));
    int failures = FailureHeaders.failures(captured.properties(), NAMES);
    Duration delay = Duration.ofSeconds(2);
    Recovery recovery =
        new Recovery(
            settings(captured),
            failed ->
                givenUp && failed.failures() == failures
                    ? RetryDecision.giveUp()
                    : RetryDecision.retry(delay),
            Secrets.NONE);
    MessageProperties sent = asItWasSent(captured);
    IncomingMetadata metadata =
        IncomingHeaders.read("q", false, "", "", null, sent.headers(), NAMES);
    Envelope next = null;
    for (int i = 0; i < failures; i++) {
      next =
          recovery.afterFailure(
              metadata,
              next == null ? sent : next.properties(),
              captured.body().getBytes(UTF_8),
              cause,
              due.minus(delay));
    }
    return requireNonNull(next);
  }

  private static IncomingSettings settings(Capture captured) {
    return new SettingsReader()
        .consuming(
            SettingSource.of(
                Map.of(
                    "error-queue", captured.release().named("error"),
                    "direct-exchange", captured.exchange(),
                    "time-format", captured.release().timeFormat().name())))
        .forQueue(captured.header(NAMES.sourceQueue()));
  }

  private MessageProperties again(Capture captured) {
    return FailureHeaders.after(
        captured.properties(),
        NAMES,
        "ours",
        FailureText.of(cause, ErrorDetails.FULL, Secrets.NONE));
  }

  /** Without what PikaBus wrote into it at its failures. */
  private static MessageProperties asItWasSent(Capture captured) {
    Map<String, @Nullable Object> headers = new HashMap<>(captured.properties().headers());
    headers
        .keySet()
        .removeAll(
            List.of(
                NAMES.errorRetries(),
                NAMES.errorDetails(),
                NAMES.sourceQueue(),
                NAMES.deferredTime(),
                NAMES.replyToAddress(),
                NAMES.originatingAddress()));
    MessageProperties failed = captured.properties();
    return new MessageProperties(
        failed.contentType(),
        failed.contentEncoding(),
        headers,
        failed.deliveryMode(),
        failed.priority(),
        failed.correlationId(),
        null,
        failed.expiration(),
        failed.messageId(),
        failed.timestamp(),
        failed.type(),
        failed.userId(),
        failed.appId(),
        failed.clusterId());
  }
}
