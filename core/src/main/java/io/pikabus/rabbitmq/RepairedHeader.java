package io.pikabus.rabbitmq;

import io.pikabus.rabbitmq.ContentHeaders.Unsound;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes a content header that the client reads out of one that it cannot read. What is sound stays,
 * octet by octet; what is not becomes a header whose value is its octets. Pure.
 */
final class RepairedHeader {

  /** The name of what cannot be said otherwise. */
  static final String PROPERTIES = "unreadable-properties";

  private final byte[] original;
  private final ByteArrayOutputStream before = new ByteArrayOutputStream();
  private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
  private final ByteArrayOutputStream behind = new ByteArrayOutputStream();

  private RepairedHeader(byte[] original) {
    this.original = original;
  }

  /**
   * The payload of a frame.
   *
   * @param bodySize which it tells
   * @param note the name of one more header, and what it says
   */
  static byte[] of(byte[] original, long bodySize, String note, String text) {
    return new RepairedHeader(original).repaired(bodySize, note, text);
  }

  private byte[] repaired(long bodySize, String note, String text) {
    entry(octets(note), 'S', octets(text));
    int flags = properties() | (1 << (15 - ContentHeaders.HEADERS));
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(payload)) {
      out.writeShort(ContentHeaders.CLASS_BASIC);
      out.writeShort(0);
      out.writeLong(bodySize);
      out.writeShort(flags);
      before.writeTo(out);
      out.writeInt(entries.size());
      entries.writeTo(out);
      behind.writeTo(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return payload.toByteArray();
  }

  /** Those that are there, as flags. */
  private int properties() {
    int at = 0;
    int kept = 0;
    try {
      at = ContentHeaders.properties(original);
      int flags = ContentHeaders.flags(original);
      for (int property = 0; property < ContentHeaders.MOST_PROPERTIES; property++) {
        if (!ContentHeaders.isPresent(flags, property)) {
          continue;
        }
        if (property == ContentHeaders.HEADERS) {
          at = table(at);
        } else {
          int end = ContentHeaders.property(original, at, property);
          (property < ContentHeaders.HEADERS ? before : behind).write(original, at, end - at);
          at = end;
          kept |= 1 << (15 - property);
        }
      }
    } catch (Unsound rest) {
      entry(octets(PROPERTIES), at, original.length);
    }
    return kept;
  }

  private int table(int at) throws Unsound {
    int size = ContentHeaders.size(original, at, original.length);
    if (size > original.length - at - 4) {
      throw new Unsound("the table ends behind the frame");
    }
    int end = at + 4 + size;
    int entry = at + 4;
    while (entry < end) {
      entry = entry(entry, end);
    }
    return end;
  }

  /** One header of the table; the last if nobody can tell where the next begins. */
  private int entry(int at, int limit) {
    byte[] name = octets(PROPERTIES);
    int value = at;
    int end = limit;
    try {
      value = ContentHeaders.name(original, at, limit);
      // Its own octets: as a text that is no UTF-8 it would be longer than a name may be.
      name = Arrays.copyOfRange(original, at + 1, value);
      end = ContentHeaders.extent(original, value, limit);
      ContentHeaders.value(original, value, limit, 1);
      entries.write(original, at, end - at);
    } catch (Unsound unreadable) {
      entry(name, value, end);
    }
    return end;
  }

  private void entry(byte[] name, int from, int to) {
    byte[] value = new byte[to - from];
    System.arraycopy(original, from, value, 0, value.length);
    entry(name, 'x', value);
  }

  private void entry(byte[] name, char type, byte[] value) {
    try (DataOutputStream out = new DataOutputStream(entries)) {
      out.writeByte(name.length);
      out.write(name);
      out.writeByte(type);
      out.writeInt(value.length);
      out.write(value);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
