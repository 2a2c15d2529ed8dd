package io.pikabus.resource.xa;

import io.pikabus.store.EnvelopeFormat;
import io.pikabus.store.EnvelopeFormat.Content;
import io.pikabus.transaction.TransactionalMessage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How the messages of a branch lie in the journal: a version, how many there are, and of each its
 * envelope and its body with their lengths. Pure.
 */
final class BranchFormat {

  private static final byte VERSION = 1;

  private static final int HEAD = 1 + Integer.BYTES;
  private static final int LENGTHS = 2 * Integer.BYTES;

  private BranchFormat() {}

  /**
   * As they are recorded, in their order.
   *
   * @throws IllegalArgumentException when they take more than 2 GiB
   */
  static byte[] write(List<TransactionalMessage> messages) {
    List<byte[]> envelopes = new ArrayList<>(messages.size());
    long size = HEAD;
    for (TransactionalMessage message : messages) {
      byte[] envelope =
          EnvelopeFormat.write(
              new Content(message.envelope(), message.timeout(), message.errors()));
      envelopes.add(envelope);
      size += LENGTHS + envelope.length + message.envelope().body().length;
    }
    if (size > Integer.MAX_VALUE - Long.BYTES) {
      throw new IllegalArgumentException(
          "The messages of a transaction take %d octets with their headers, and 2 GiB are the most. Split the transaction."
              .formatted(size));
    }
    ByteBuffer octets = ByteBuffer.allocate((int) size).put(VERSION).putInt(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      put(octets, envelopes.get(i));
      put(octets, messages.get(i).envelope().body());
    }
    return octets.array();
  }

  /**
   * Reads what was written.
   *
   * @throws IllegalArgumentException when it was not written by this class, or by a newer one
   */
  static List<Content> read(byte[] octets) {
    ByteBuffer in = ByteBuffer.wrap(octets);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "A branch in the journal has format %d, and this release reads %d. A newer release wrote it: let that one deliver it."
                .formatted(version, VERSION));
      }
      int count = in.getInt();
      if (count < 0 || (long) count * LENGTHS > in.remaining()) {
        throw unreadable("it cannot hold %d messages".formatted(count));
      }
      List<Content> messages = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        byte[] envelope = take(in);
        messages.add(EnvelopeFormat.read(envelope, take(in)));
      }
      if (in.hasRemaining()) {
        throw unreadable("something follows its end");
      }
      return messages;
    } catch (BufferUnderflowException torn) {
      throw unreadable("it ends in the middle");
    }
  }

  private static void put(ByteBuffer octets, byte[] part) {
    octets.putInt(part.length).put(part);
  }

  private static byte[] take(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw unreadable("it cannot hold %d octets more".formatted(length));
    }
    byte[] part = new byte[length];
    in.get(part);
    return part;
  }

  private static IllegalArgumentException unreadable(String why) {
    return new IllegalArgumentException("A branch in the journal cannot be read: " + why + ".");
  }
}
