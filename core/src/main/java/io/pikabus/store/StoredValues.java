package io.pikabus.store;

import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the values of headers and properties stand in a row, types included. Whatever is read that
 * was not written by this class is an {@link IllegalArgumentException}, or a {@link
 * BufferUnderflowException} where it ends too soon. Pure.
 */
final class StoredValues {

  /** Twice as deep as the client reads. Whatever is deeper would end in a stack overflow. */
  private static final int MOST_DEPTH = 64;

  /** Puts a value behind its sign. */
  private interface Writing<T> {
    void write(DataOutputStream out, T value) throws IOException;
  }

  /**
   * A type of simple values.
   *
   * @param sign stands before each
   */
  private record Kind<T>(char sign, Class<T> type, Writing<T> write, Function<ByteBuffer, T> read) {

    /** Writes a value, if it is of this kind. */
    boolean writes(DataOutputStream out, Object value) throws IOException {
      if (!type.isInstance(value)) {
        return false;
      }
      out.writeByte(sign);
      write.write(out, type.cast(value));
      return true;
    }
  }

  private static final List<Kind<?>> KINDS =
      List.of(
          new Kind<>('S', String.class, StoredValues::text, StoredValues::text),
          new Kind<Byte>('b', Byte.class, DataOutputStream::writeByte, ByteBuffer::get),
          new Kind<Short>('s', Short.class, DataOutputStream::writeShort, ByteBuffer::getShort),
          new Kind<>('i', Integer.class, DataOutputStream::writeInt, ByteBuffer::getInt),
          new Kind<>('l', Long.class, DataOutputStream::writeLong, ByteBuffer::getLong),
          new Kind<>('f', Float.class, DataOutputStream::writeFloat, ByteBuffer::getFloat),
          new Kind<>('d', Double.class, DataOutputStream::writeDouble, ByteBuffer::getDouble),
          new Kind<>('D', BigDecimal.class, StoredValues::decimal, StoredValues::decimal),
          new Kind<>(
              't',
              Date.class,
              (out, date) -> out.writeLong(date.getTime()),
              in -> new Date(in.getLong())),
          new Kind<>('x', byte[].class, StoredValues::bytes, StoredValues::bytes));

  private StoredValues() {}

  static void require(boolean condition, String fault) {
    if (!condition) {
      throw new IllegalArgumentException(fault + ".");
    }
  }

  static <T> @Nullable T value(ByteBuffer in, Class<T> type) {
    Object value = value(in, 0);
    require(
        value == null || type.isInstance(value),
        "a property should be a " + type.getSimpleName() + " and is none");
    return type.cast(value);
  }

  static void value(DataOutputStream out, @Nullable Object value) throws IOException {
    if (value == null) {
      out.writeByte('0');
    } else if (value instanceof Boolean truth) {
      out.writeByte(truth ? 'T' : 'F');
    } else {
      for (Kind<?> kind : KINDS) {
        if (kind.writes(out, value)) {
          return;
        }
      }
      composite(out, value);
    }
  }

  private static void composite(DataOutputStream out, Object value) throws IOException {
    if (value instanceof List<?> list) {
      out.writeByte('L');
      out.writeInt(list.size());
      for (Object each : list) {
        value(out, each);
      }
    } else if (value instanceof Map<?, ?> map) {
      out.writeByte('M');
      out.writeInt(map.size());
      for (Map.Entry<?, ?> each : map.entrySet()) {
        text(out, String.valueOf(each.getKey()));
        value(out, each.getValue());
      }
    } else {
      // As the client would write it: a long string of its own kind, for one.
      value(out, value.toString());
    }
  }

  private static @Nullable Object value(ByteBuffer in, int depth) {
    require(depth <= MOST_DEPTH, "its headers are nested deeper than " + MOST_DEPTH + " levels");
    byte sign = in.get();
    return switch (sign) {
      case '0' -> null;
      case 'T' -> true;
      case 'F' -> false;
      case 'L' -> list(in, depth + 1);
      case 'M' -> map(in, depth + 1);
      default -> simple(sign, in);
    };
  }

  private static Object simple(byte sign, ByteBuffer in) {
    for (Kind<?> kind : KINDS) {
      if (kind.sign() == sign) {
        return kind.read().apply(in);
      }
    }
    throw new IllegalArgumentException("its type " + sign + " is not known.");
  }

  private static void decimal(DataOutputStream out, BigDecimal number) throws IOException {
    bytes(out, number.unscaledValue().toByteArray());
    out.writeInt(number.scale());
  }

  private static BigDecimal decimal(ByteBuffer in) {
    byte[] unscaled = bytes(in);
    require(unscaled.length > 0, "a decimal number has no digits");
    return new BigDecimal(new BigInteger(unscaled), in.getInt());
  }

  private static List<@Nullable Object> list(ByteBuffer in, int depth) {
    int size = length(in);
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(value(in, depth));
    }
    return list;
  }

  private static Map<String, @Nullable Object> map(ByteBuffer in, int depth) {
    int size = length(in);
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(text(in), value(in, depth));
    }
    return map;
  }

  static void text(DataOutputStream out, String text) throws IOException {
    bytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(ByteBuffer in) {
    int length = length(in);
    String text =
        new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
    in.position(in.position() + length);
    return text;
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[length(in)];
    in.get(bytes);
    return bytes;
  }

  /** Of octets, or of values that have at least one. */
  private static int length(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    return length;
  }

  static boolean truth(ByteBuffer in) {
    byte truth = in.get();
    require(truth == 0 || truth == 1, "a truth value is " + truth);
    return truth == 1;
  }
}
