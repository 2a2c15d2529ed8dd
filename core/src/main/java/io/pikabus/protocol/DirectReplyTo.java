package io.pikabus.protocol;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * The names that RabbitMQ gives to channels for direct reply-to: the identifier of a process and a
 * key, each in Base64, with a dot between them. RabbitMQ 3 decodes the identifier unchecked: over
 * one that it cannot read it ends the connection, and with it everything that waits there for its
 * confirm. Pure.
 */
final class DirectReplyTo {

  /** Of Erlang's external term format: its version, and the tags of processes and of atoms. */
  private static final int VERSION = 131;

  private static final int PID = 103;
  private static final int NEW_PID = 88;
  private static final int ATOM = 100;
  private static final int SMALL_ATOM = 115;
  private static final int ATOM_UTF8 = 118;
  private static final int SMALL_ATOM_UTF8 = 119;

  /** Identifier, serial and creation: the last one is an octet in the old form. */
  private static final int NUMBERS = 9;

  private static final int NEW_NUMBERS = 12;

  private DirectReplyTo() {}

  /**
   * Whether RabbitMQ can read it.
   *
   * @param token what stands behind the common beginning of these names
   */
  static boolean isReadable(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      return false;
    }
    try {
      return isProcess(ByteBuffer.wrap(Base64.getDecoder().decode(parts[0])))
          && Base64.getDecoder().decode(parts[1]).length > 0;
    } catch (IllegalArgumentException | BufferUnderflowException forged) {
      return false;
    }
  }

  private static boolean isProcess(ByteBuffer term) {
    if (octet(term) != VERSION) {
      return false;
    }
    int tag = octet(term);
    if (tag != PID && tag != NEW_PID) {
      return false;
    }
    int node =
        switch (octet(term)) {
          case ATOM, ATOM_UTF8 -> term.getShort() & 0xFFFF;
          case SMALL_ATOM, SMALL_ATOM_UTF8 -> octet(term);
          default -> -1;
        };
    return node > 0 && term.remaining() == node + (tag == PID ? NUMBERS : NEW_NUMBERS);
  }

  private static int octet(ByteBuffer term) {
    return term.get() & 0xFF;
  }
}
