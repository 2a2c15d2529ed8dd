package io.pikabus.journal;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a journal is doing.
 *
 * @param node to whom it belongs
 * @param segments files
 * @param size octets of all of them
 * @param live octets of what is prepared, or committed and not delivered
 * @param prepared branches without an outcome
 * @param oldestPrepared when the first of these was prepared; null if there are none
 * @param undelivered branches that are committed and not done
 * @param oldestUndelivered when the first of these was prepared; null if there are none
 * @param forces calls of the disk's force for records, since it was opened
 * @param failure why nothing is answered any more; null while all is well
 */
public record JournalFigures(
    UUID node,
    int segments,
    long size,
    long live,
    int prepared,
    @Nullable Instant oldestPrepared,
    int undelivered,
    @Nullable Instant oldestUndelivered,
    long forces,
    @Nullable String failure) {}
