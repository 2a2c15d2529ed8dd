package io.pikabus.rabbitmq;

import io.pikabus.Credentials;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a password or token that ends is replaced by a new one. Pure. */
final class TokenSchedule {

  /** However short a token lives, its supplier and the broker are not asked without a pause. */
  static final Duration LEAST = Duration.ofSeconds(1);

  /** Its milliseconds can be counted. */
  static final Duration LONGEST = Duration.ofDays(365);

  private TokenSchedule() {}

  /**
   * How long to wait before the new one is asked for: two thirds of the time that is left.
   *
   * @param now when the credentials were got
   * @return empty when they do not end
   */
  static Optional<Duration> renewal(Credentials credentials, Instant now) {
    return credentials.expiry().map(end -> between(now, end));
  }

  private static Duration between(Instant now, Instant end) {
    Duration twoThirds = Duration.between(now, end).dividedBy(3).multipliedBy(2);
    if (twoThirds.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return twoThirds.compareTo(LONGEST) > 0 ? LONGEST : twoThirds;
  }

  /** Whether they may still be used. */
  static boolean holds(Credentials credentials, Instant now) {
    return credentials.expiry().map(now::isBefore).orElse(true);
  }
}
