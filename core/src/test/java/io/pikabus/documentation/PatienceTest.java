package io.pikabus.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.FailedMessage;
import io.pikabus.IncomingMetadata;
import io.pikabus.PayloadException;
import io.pikabus.RetryDecision;
import io.pikabus.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How an application tests its policies: without a broker. */
class PatienceTest {

  private final IncomingMetadata message =
      IncomingMetadata.builder("orders").messageId("42").build();

  @Test
  void a_failure_is_tried_again_after_minutes() {
    FailedMessage failed = FailedMessage.of(message, 2, new IOException("no answer"));
    RetryDecision decision = new Patience().decide(failed);
    assertThat(decision).isEqualTo(RetryDecision.retry(Duration.ofMinutes(2)));
  }

  @Test
  void the_fourth_failure_and_an_unreadable_body_are_given_up() {
    assertThat(new Patience().decide(FailedMessage.of(message, 4, new IOException())))
        .isEqualTo(RetryDecision.giveUp());
    assertThat(
            new Patience().decide(FailedMessage.of(message, 1, new PayloadException("no", null))))
        .isEqualTo(RetryDecision.giveUp());
  }

  @Test
  void a_ledger_that_is_away_is_an_outage() {
    assertThat(new Outages().pauses(FailedMessage.of(message, 1, new LedgerAway()))).isTrue();
    assertThat(
            new Outages()
                .pauses(FailedMessage.of(message, 1, new UnavailableException("gone", null))))
        .isTrue();
    assertThat(new Outages().pauses(FailedMessage.of(message, 1, new IOException()))).isFalse();
  }
}
