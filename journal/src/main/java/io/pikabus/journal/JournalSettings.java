package io.pikabus.journal;

/**
 * How a journal is kept.
 *
 * @param segmentSize usual octets of a segment, all of which are written when it is made; at least
 *     4096, at most 1 GiB
 */
public record JournalSettings(int segmentSize) {

  /** Segments of 8 MiB. */
  public static final JournalSettings DEFAULT = new JournalSettings(8 << 20);

  /** Checks the bounds. */
  public JournalSettings {
    if (segmentSize < 4096 || segmentSize > 1 << 30) {
      throw new IllegalArgumentException(
          "A segment has 4096 octets to 1 GiB. %d was asked for.".formatted(segmentSize));
    }
  }
}
