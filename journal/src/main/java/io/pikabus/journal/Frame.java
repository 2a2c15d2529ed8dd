package io.pikabus.journal;

/**
 * A record in its place.
 *
 * @param record what it says
 * @param start of the frame, in octets from the segment's beginning
 * @param end behind the frame
 * @param forced up to where the segment was known to be on the disk when the frame was made
 * @param octets where its octets begin; they go on to the end
 */
record Frame(LogRecord record, int start, int end, int forced, int octets) {

  int size() {
    return end - start;
  }
}
