package io.pikabus;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the outbox's table, as of a few seconds ago. All nodes that share the table see the
 * same.
 *
 * @param pending messages that are committed and not yet safe with the broker; those that leave at
 *     this moment count
 * @param oldest when the oldest of them was stored; null when there is none
 * @param undeliverable those of them that neither their destination nor the error queue took; they
 *     are tried again, with pauses of up to five minutes
 * @param since when these figures were taken
 */
public record OutboxStatus(
    long pending, @Nullable Instant oldest, long undeliverable, Instant since) {}
