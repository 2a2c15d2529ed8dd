package io.pikabus.rabbitmq;

import com.rabbitmq.client.impl.AMQImpl;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;

/** Content headers, octet by octet. */
public final class FuzzContentHeaders {

  private FuzzContentHeaders() {}

  /** What passes, the client reads; and what is repaired, passes. */
  public static void fuzzerTestOneInput(byte[] octets) throws IOException {
    ContentHeaders.bodySize(octets);
    byte[] sound = octets;
    String fault = ContentHeaders.fault(octets);
    if (fault != null) {
      sound = RepairedHeader.of(octets, 7, "note", fault);
      String still = ContentHeaders.fault(sound);
      if (still != null) {
        throw new AssertionError("repaired, and still unsound: " + still);
      }
    }
    AMQImpl.readContentHeaderFrom(new DataInputStream(new ByteArrayInputStream(sound)));
  }
}
