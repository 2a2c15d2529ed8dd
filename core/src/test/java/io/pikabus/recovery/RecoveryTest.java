package io.pikabus.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.Destination;
import io.pikabus.FailedMessage;
import io.pikabus.IncomingMetadata;
import io.pikabus.RetryDecision;
import io.pikabus.RetryPolicy;
import io.pikabus.config.ErrorDetails;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.delay.DelayRoute;
import io.pikabus.log.Secrets;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Capture;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.IncomingHeaders;
import io.pikabus.protocol.MessageProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The copy that replaces a message, decided by a clock and a policy of the test's. */
class RecoveryTest {

  private static final HeaderNames NAMES = new HeaderNames("PikaBus");
  private static final MessageProperties SENT = Capture.of(Capture.Release.V1, "Send").properties();
  private static final IncomingMetadata METADATA =
      IncomingHeaders.read("orders", false, "PikaBusDirect", "orders", null, SENT.headers(), NAMES);
  private static final Instant NOW = Instant.parse("2026-11-24T06:31:56.5Z");
  private static final byte[] BODY = {0, -1, 7};

  private final Exception cause = new IllegalStateException("no stock");

  private static Recovery recovery(Map<String, String> settings, RetryPolicy policy) {
    return new Recovery(
        new SettingsReader().consuming(SettingSource.of(settings)).forQueue("orders"),
        policy,
        Secrets.NONE);
  }

  private Envelope after(RetryDecision decision) {
    return after(recovery(Map.of(), failed -> decision));
  }

  private Envelope after(Recovery recovery) {
    return recovery.afterFailure(METADATA, SENT, BODY, cause, NOW);
  }

  private static MessageProperties deferred(String due) {
    Map<String, @Nullable Object> headers = new HashMap<>(SENT.headers());
    headers.put(NAMES.deferredTime(), due);
    return SENT.withHeaders(headers);
  }

  private static Optional<Envelope> untilDue(MessageProperties properties) {
    return recovery(Map.of(), failed -> RetryDecision.giveUp()).untilDue(properties, BODY, NOW);
  }

  @Test
  void a_message_that_is_given_up_goes_to_the_error_queue_at_once_and_must_arrive() {
    Envelope copy = after(RetryDecision.giveUp());
    assertThat(copy.destination()).isEqualTo(new Destination.Queue("error"));
    assertThat(copy.address()).isEqualTo(Address.errors("PikaBusDirect", "error"));
    assertThat(copy.mandatory()).isTrue();
    assertThat(copy.deferral()).isNull();
    assertThat(copy.properties())
        .isEqualTo(
            FailureHeaders.after(
                SENT, NAMES, "orders", FailureText.of(cause, ErrorDetails.FULL, Secrets.NONE)));
  }

  @Test
  void a_retry_comes_back_to_its_queue_when_it_is_due_and_says_so() {
    Envelope copy = after(RetryDecision.retry(Duration.ofSeconds(60)));
    Map<String, @Nullable Object> marked =
        new HashMap<>(
            FailureHeaders.after(
                    SENT, NAMES, "orders", FailureText.of(cause, ErrorDetails.FULL, Secrets.NONE))
                .headers());
    marked.put("PikaBus.DeferredTime", "11/24/2026 06:32:56");
    assertThat(copy.destination()).isEqualTo(new Destination.Queue("orders"));
    assertThat(copy.address()).isEqualTo(Address.queue("PikaBusDirect", "orders"));
    assertThat(copy.deferral()).isEqualTo(new Deferral(NOW.plusSeconds(60), "error"));
    assertThat(copy.properties().headers()).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S"})
  void a_retry_without_delay_goes_back_to_its_queue_at_once(Duration delay) {
    Envelope copy = after(RetryDecision.retry(delay));
    assertThat(copy.destination()).isEqualTo(new Destination.Queue("orders"));
    assertThat(copy.deferral()).isNull();
    assertThat(copy.properties().headers()).doesNotContainKey("PikaBus.DeferredTime");
  }

  @Test
  void a_retry_after_more_than_the_longest_delay_comes_after_the_longest() {
    assertThat(after(RetryDecision.retry(Duration.ofDays(1_000_000))).deferral())
        .isEqualTo(new Deferral(NOW.plus(DelayRoute.LONGEST), "error"));
  }

  @Test
  void the_body_is_copied_as_it_came_whatever_it_is() {
    assertThat(after(RetryDecision.giveUp()).body()).isSameAs(BODY);
    assertThat(after(RetryDecision.retry(Duration.ofSeconds(1))).body()).isSameAs(BODY);
  }

  @Test
  void names_and_format_are_those_of_the_settings() {
    Map<String, String> settings =
        Map.of(
            "error-queue", "trouble",
            "direct-exchange", "d",
            "header-prefix", "Acme",
            "time-format", "iso");
    Envelope givenUp = after(recovery(settings, failed -> RetryDecision.giveUp()));
    assertThat(givenUp.address()).isEqualTo(Address.errors("d", "trouble"));
    assertThat(givenUp.names()).isEqualTo(new HeaderNames("Acme"));
    Envelope again =
        after(recovery(settings, failed -> RetryDecision.retry(Duration.ofSeconds(60))));
    assertThat(again.properties().headers())
        .containsEntry("Acme.SourceQueue", "orders")
        .containsEntry("Acme.ErrorRetries", 1)
        .containsEntry("Acme.DeferredTime", "2026-11-24T06:32:56.500000+00:00");
    assertThat(again.deferral()).isEqualTo(new Deferral(NOW.plusSeconds(60), "trouble"));
  }

  @Test
  void the_policy_is_asked_with_this_failure_counted() {
    List<FailedMessage> asked = new ArrayList<>();
    Recovery recovery =
        recovery(
            Map.of(),
            failed -> {
              asked.add(failed);
              return RetryDecision.retry(Duration.ZERO);
            });
    Envelope once = after(recovery);
    recovery.afterFailure(METADATA, once.properties(), BODY, cause, NOW);
    assertThat(asked)
        .containsExactly(
            FailedMessage.of(METADATA, 1, cause), FailedMessage.of(METADATA, 2, cause));
  }

  @Test
  void a_policy_that_throws_loses_no_message() {
    Recovery recovery =
        recovery(
            Map.of(),
            failed -> {
              throw new UnsupportedOperationException("of the application's own");
            });
    assertThat(after(recovery).destination()).isEqualTo(new Destination.Queue("error"));
  }

  @Test
  void a_message_that_is_due_or_says_nothing_readable_is_handled() {
    assertThat(untilDue(SENT)).isEmpty();
    assertThat(untilDue(deferred("11/24/2026 06:31:56"))).isEmpty();
    assertThat(untilDue(deferred("2026-11-24T06:31:56.500000+00:00"))).isEmpty();
    assertThat(untilDue(deferred("tomorrow"))).isEmpty();
  }

  @Test
  void a_message_that_came_too_early_is_kept_by_the_broker_unchanged_until_it_is_due() {
    MessageProperties early = deferred("2026-11-24T06:31:56.500001+00:00");
    assertThat(untilDue(early))
        .hasValueSatisfying(
            copy -> {
              assertThat(copy.destination()).isEqualTo(new Destination.Queue("orders"));
              assertThat(copy.deferral())
                  .isEqualTo(new Deferral(Instant.parse("2026-11-24T06:31:56.500001Z"), "error"));
              assertThat(copy.properties()).isEqualTo(early.forwarded());
              assertThat(copy.body()).isSameAs(BODY);
            });
  }

  @Test
  void a_message_that_is_due_after_more_than_the_longest_delay_is_looked_at_again_after_it() {
    assertThat(untilDue(deferred("01/01/9999 00:00:00")))
        .map(Envelope::deferral)
        .contains(new Deferral(NOW.plus(DelayRoute.LONGEST), "error"));
  }
}
