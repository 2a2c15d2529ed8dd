package io.pikabus.faults;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Content headers of AMQP 0-9-1, octet by octet. */
public final class Octets {

  private static final int BASIC = 60;
  private static final int HEADERS = 1 << 13;
  private static final int CORRELATION_ID = 1 << 10;
  private static final int MESSAGE_ID = 1 << 7;

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private Octets() {}

  private static byte[] written(Writing writing) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(octets)) {
      writing.to(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return octets.toByteArray();
  }

  /** Several one after the other. */
  public static byte[] joined(byte[]... parts) {
    return written(
        out -> {
          for (byte[] part : parts) {
            out.write(part);
          }
        });
  }

  /** A header's name, and what follows it: type and value. */
  public static byte[] entry(String name, byte[] value) {
    return entry(name.getBytes(StandardCharsets.UTF_8), value);
  }

  /** With a name of any octets. */
  public static byte[] entry(byte[] name, byte[] value) {
    return joined(new byte[] {(byte) name.length}, name, value);
  }

  /** A long string. */
  public static byte[] text(String text) {
    return sized('S', text.getBytes(StandardCharsets.UTF_8));
  }

  /** A type, a length and the octets. */
  public static byte[] sized(char type, byte[] octets) {
    return sized(type, octets.length, octets);
  }

  /** A type, a length that may be wrong, and the octets. */
  public static byte[] sized(char type, int length, byte[] octets) {
    return written(
        out -> {
          out.writeByte(type);
          out.writeInt(length);
          out.write(octets);
        });
  }

  /** So many tables inside each other. */
  public static byte[] nestedTables(int levels) {
    byte[] value = text("inside");
    for (int i = 0; i < levels; i++) {
      value = sized('F', entry("in", value));
    }
    return value;
  }

  /** So many arrays inside each other. */
  public static byte[] nestedArrays(int levels) {
    byte[] value = text("inside");
    for (int i = 0; i < levels; i++) {
      value = sized('A', value);
    }
    return value;
  }

  /** A content header with these entries in its table, and a message id. */
  public static byte[] header(long bodySize, byte[]... entries) {
    byte[] table = joined(entries);
    return header(bodySize, table.length, table);
  }

  /** With a table whose length may be wrong. */
  public static byte[] header(long bodySize, int tableLength, byte[] table) {
    return written(
        out -> {
          begin(out, bodySize, HEADERS | MESSAGE_ID);
          out.writeInt(tableLength);
          out.write(table);
          out.write(entry("raw-1", new byte[0]));
        });
  }

  /** With a correlation id of any octets. */
  public static byte[] correlated(long bodySize, byte[] correlationId, byte[]... entries) {
    byte[] table = joined(entries);
    return written(
        out -> {
          begin(out, bodySize, HEADERS | CORRELATION_ID | MESSAGE_ID);
          out.writeInt(table.length);
          out.write(table);
          out.write(entry(correlationId, new byte[0]));
          out.write(entry("raw-1", new byte[0]));
        });
  }

  private static void begin(DataOutputStream out, long bodySize, int flags) throws IOException {
    out.writeShort(BASIC);
    out.writeShort(0);
    out.writeLong(bodySize);
    out.writeShort(flags);
  }
}
