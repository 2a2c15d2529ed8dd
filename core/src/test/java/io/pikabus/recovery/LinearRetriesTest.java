package io.pikabus.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.FailedMessage;
import io.pikabus.IncomingMetadata;
import io.pikabus.PayloadException;
import io.pikabus.RetryDecision;
import io.pikabus.config.RetrySettings;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.IncomingHeaders;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinearRetriesTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final IncomingMetadata METADATA =
      IncomingHeaders.read("q", false, "e", "k", null, Map.of(), new HeaderNames("PikaBus"));

  private static RetryDecision decide(RetrySettings settings, int failures, Throwable cause) {
    return new LinearRetries(settings).decide(FailedMessage.of(METADATA, failures, cause));
  }

  private static RetryDecision decide(RetrySettings settings, int failures) {
    return decide(settings, failures, new IllegalStateException());
  }

  @Test
  void a_body_that_cannot_be_decoded_is_never_tried_again() {
    assertThat(
            decide(
                new RetrySettings(-1, SECOND, 2, List.of(), 6),
                1,
                new PayloadException("no", null)))
        .isEqualTo(RetryDecision.giveUp());
  }

  @Test
  void the_exceptions_that_the_settings_name_and_their_subclasses_are_never_tried_again() {
    RetrySettings settings = new RetrySettings(5, SECOND, 2, List.of("java.io.IOException"), 6);
    assertThat(decide(settings, 1, new IOException())).isEqualTo(RetryDecision.giveUp());
    assertThat(decide(settings, 1, new FileNotFoundException())).isEqualTo(RetryDecision.giveUp());
    assertThat(decide(settings, 1, new Exception())).isInstanceOf(RetryDecision.Retry.class);
  }
}
