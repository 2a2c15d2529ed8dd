package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.Credentials;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class TokenSchedulePropertyTest {

  private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");
  private static final Credentials ENDLESS = Credentials.of("shop", "s3cret");

  @Property
  void a_token_is_renewed_after_two_thirds_of_its_time(
      @ForAll @LongRange(min = 2_000, max = 10_000_000_000L) long millis) {
    Duration left = Duration.ofMillis(millis);
    Duration pause = TokenSchedule.renewal(ENDLESS.expiringAt(NOW.plus(left)), NOW).orElseThrow();
    assertThat(pause).isBetween(left.dividedBy(2), left.multipliedBy(2).dividedBy(3));
  }

  @Property
  void whatever_ends_is_renewed_after_a_pause_that_can_be_counted(@ForAll Instant end) {
    Duration pause = TokenSchedule.renewal(ENDLESS.expiringAt(end), NOW).orElseThrow();
    assertThat(pause).isBetween(Duration.ofSeconds(1), Duration.ofDays(365));
    assertThat(pause.toMillis()).isPositive();
  }

  @Property
  void what_ended_is_not_used(@ForAll Instant end) {
    assertThat(TokenSchedule.holds(ENDLESS.expiringAt(end), NOW)).isEqualTo(end.isAfter(NOW));
  }

  @Example
  void the_ends_of_time_are_no_exception() {
    assertThat(TokenSchedule.renewal(ENDLESS.expiringAt(Instant.MAX), NOW))
        .contains(Duration.ofDays(365));
    assertThat(TokenSchedule.renewal(ENDLESS.expiringAt(Instant.MIN), NOW))
        .contains(Duration.ofSeconds(1));
  }

  @Example
  void what_does_not_end_is_not_renewed() {
    assertThat(TokenSchedule.renewal(ENDLESS, NOW)).isEmpty();
    assertThat(TokenSchedule.holds(ENDLESS, Instant.MAX)).isTrue();
  }
}
