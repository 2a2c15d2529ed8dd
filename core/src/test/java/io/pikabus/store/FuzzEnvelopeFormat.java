package io.pikabus.store;

import java.util.Arrays;

/** Rows of the outbox, which anybody may have written who may write into the table. */
public final class FuzzEnvelopeFormat {

  private static final byte[] BODY = {};

  private FuzzEnvelopeFormat() {}

  /** A row is refused, or is read and means the same when it is written and read again. */
  public static void fuzzerTestOneInput(byte[] octets) {
    EnvelopeFormat.Content content;
    try {
      content = EnvelopeFormat.read(octets, BODY);
    } catch (IllegalArgumentException refused) {
      return;
    }
    byte[] written = EnvelopeFormat.write(content);
    byte[] again = EnvelopeFormat.write(EnvelopeFormat.read(written, BODY));
    if (!Arrays.equals(written, again)) {
      throw new AssertionError("read otherwise than written");
    }
  }
}
