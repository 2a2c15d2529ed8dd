package io.pikabus.journal;

import java.util.UUID;

/**
 * How a journal is doing.
 *
 * @param node to whom it belongs
 * @param segments files
 * @param size octets of all of them
 * @param live octets of what is prepared, or committed and not delivered
 * @param prepared branches without an outcome
 * @param undelivered branches that are committed and not done
 * @param forces calls of the disk's force for records, since it was opened
 */
public record JournalStatus(
    UUID node, int segments, long size, long live, int prepared, int undelivered, long forces) {}
