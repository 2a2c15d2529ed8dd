package io.pikabus.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.delay.DelayHeaders;
import io.pikabus.log.Secrets;
import io.pikabus.protocol.Capture;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What becomes of a message that was delivered and not settled, again and again. */
class DeliveriesTest {

  private static final MessageProperties SENT = Capture.of(Capture.Release.V1, "Send").properties();
  private static final byte[] BODY = {1};

  private static Recovery recovery(int most) {
    return new Recovery(
        new SettingsReader()
            .consuming(SettingSource.of(Map.of("max-deliveries", String.valueOf(most))))
            .forQueue("orders"),
        failed -> {
          throw new AssertionError("Nothing failed.");
        },
        Secrets.NONE);
  }

  private static boolean isGivenUp(Envelope copy) {
    return copy.destination().name().equals("error");
  }

  /** The quorum queue counts one more at each death. */
  @Property
  void a_message_that_kills_is_delivered_to_handlers_as_often_as_configured(
      @ForAll @IntRange(min = 4, max = 60) int most) {
    Recovery recovery = recovery(most);
    MessageProperties present = SENT;
    int counted = 0;
    int handled = 0;
    while (true) {
      Optional<Envelope> copy = recovery.afterDeliveries(present, BODY, counted, false);
      if (copy.isPresent() && isGivenUp(copy.get())) {
        break;
      }
      if (copy.isPresent()) {
        present = copy.get().properties();
        counted = 0;
      } else {
        handled++;
        counted++;
      }
      assertThat(counted).as("below the limits that people set").isLessThanOrEqualTo(2);
      assertThat(handled).isLessThanOrEqualTo(most);
    }
    assertThat(handled).isEqualTo(most);
  }

  @Property
  void a_message_that_was_counted_elsewhere_is_replaced_and_not_given_up(
      @ForAll @IntRange(min = 2, max = 1_000) int counted) {
    Envelope copy = recovery(4).afterDeliveries(SENT, BODY, counted, false).orElseThrow();

    assertThat(copy.destination().name()).isEqualTo("orders");
    assertThat(copy.properties().headers())
        .containsEntry("PikaBus.PossibleDuplicate", true)
        .doesNotContainKey("x-delivery-count");
    assertThat(recovery(4).afterDeliveries(copy.properties(), BODY, 1, false)).isEmpty();
  }

  @Property
  void a_message_whose_handling_ended_before_is_never_given_up(
      @ForAll @IntRange(max = 30) int counted, @ForAll @IntRange(max = 30) int recorded) {
    MessageProperties present = Deliveries.record(SENT, recorded);

    assertThat(
            recovery(4)
                .afterDeliveries(present, BODY, counted, true)
                .filter(DeliveriesTest::isGivenUp))
        .isEmpty();
  }

  @Test
  void what_is_given_up_says_why_and_carries_no_counts() {
    MessageProperties present = Deliveries.record(SENT, 5);

    MessageProperties given =
        recovery(6).afterDeliveries(present, BODY, 1, false).orElseThrow().properties();

    assertThat(given.header("PikaBus.ErrorDetails"))
        .contains("delivered 6 times from queue 'orders'", "max-deliveries");
    assertThat(given.header("PikaBus.SourceQueue")).isEqualTo("orders");
    assertThat(given.headers()).doesNotContainKey("x-pikabus-deliveries");
    assertThat(given.messageId()).isEqualTo(SENT.messageId());
  }

  @Test
  void
      a_delayed_message_that_the_broker_let_go_early_waits_on_whatever_the_prefix_of_its_headers() {
    Instant now = Instant.parse("2026-11-24T06:31:56.5Z");
    MessageProperties early =
        new DelayHeaders(now.plusSeconds(33), "orders", "direct", "error", new HeaderNames("Other"))
            .on(SENT);

    Envelope later = recovery(6).untilDue(early, BODY, now).orElseThrow();

    assertThat(later.deferral()).isNotNull();
    assertThat(Duration.between(now, later.deferral().due())).isEqualTo(Duration.ofSeconds(33));
    assertThat(recovery(6).untilDue(early, BODY, now.plusSeconds(34))).isEmpty();
  }
}
