package io.pikabus;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the outbox's table, as of a few seconds ago. All nodes that share the table see the
 * same. While the database does not answer, or the table belongs to an application with another
 * broker, the figures are unknown.
 *
 * @param pending messages that are committed and not yet safe with the broker; those that leave at
 *     this moment count
 * @param oldest when the oldest of them was stored; null when there is none
 * @param undeliverable those of them that neither their destination nor the error queue took; they
 *     are tried again, with pauses of up to five minutes
 * @param since when these figures were taken; of unknown ones, since when they are unknown
 * @param reason why the figures are unknown; else empty
 */
public record OutboxStatus(
    long pending, @Nullable Instant oldest, long undeliverable, Instant since, String reason) {

  /** In the place of a figure that is unknown; no figure is 0 because the database is away. */
  public static final long UNKNOWN = -1;

  /** Of a database that does not answer. */
  public static OutboxStatus unknown(Instant since, String reason) {
    return new OutboxStatus(UNKNOWN, null, UNKNOWN, since, reason);
  }

  /** Whether the database was counted. */
  public boolean isKnown() {
    return pending != UNKNOWN;
  }
}
