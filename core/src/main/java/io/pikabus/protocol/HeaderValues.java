package io.pikabus.protocol;

import io.pikabus.IncomingMetadata;
import io.pikabus.text.Printable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a header that a caller sets may be. Checked before anything is written: the client would
 * notice only after it has counted the message as published.
 *
 * <p>A value that came with the message in hand is nobody's fault here: where it fits no AMQP
 * property, the header alone carries it.
 *
 * @param all of the message that is sent
 * @param handled the message in hand; null when there is none
 */
record HeaderValues(Map<String, @Nullable Object> all, @Nullable IncomingMetadata handled) {

  /** AMQP 0-9-1, 4.2.5.3: a short string's length is one octet. */
  private static final int SHORT_STRING_BYTES = 255;

  /** In UTF-8, of a Java {@code char}. */
  private static final int MOST_BYTES_A_CHAR = 3;

  /** Lists and maps inside each other that the Java client of RabbitMQ reads. */
  private static final int DEEPEST = 32;

  /** Half a frame (128 KiB by default): what is longer leaves no room for headers of ours. */
  private static final int MOST_CARRIED_BYTES = 64 * 1024;

  /** A value that is carried on; null when it is missing, or too long for it. */
  static @Nullable String carried(@Nullable String value) {
    return value == null || bytes(value) > MOST_CARRIED_BYTES ? null : value;
  }

  static @Nullable Object checked(String name, @Nullable Object value) {
    if (!isShort(name)) {
      throw new IllegalArgumentException(
          "The header name '%s…' is longer than %d bytes, which AMQP cannot carry. Shorten it."
              .formatted(Printable.of(name.substring(0, 40)), SHORT_STRING_BYTES));
    }
    if (isDeeper(value, DEEPEST)) {
      throw new IllegalArgumentException(
          "The header '%s' has more than %d lists and maps inside each other, which receivers in Java cannot read. Flatten it, or put it into the body."
              .formatted(Printable.of(name), DEEPEST));
    }
    if (!travels(value)) {
      throw new IllegalArgumentException(
          "The header '%s' has the value %s of %s, which AMQP cannot carry. Use a string, number, boolean, Date, byte[], or a list or map of such."
              .formatted(
                  Printable.of(name),
                  Printable.of(value),
                  value == null ? "no type" : value.getClass()));
    }
    return value;
  }

  /** Whether it has more than so many levels; at one that contains itself this ends as well. */
  private static boolean isDeeper(@Nullable Object value, int levels) {
    if (value instanceof List<?> list) {
      return levels == 0 || list.stream().anyMatch(each -> isDeeper(each, levels - 1));
    }
    if (value instanceof Map<?, ?> map) {
      return levels == 0 || map.values().stream().anyMatch(each -> isDeeper(each, levels - 1));
    }
    return false;
  }

  private static boolean travels(@Nullable Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.unscaledValue().bitLength() < 32
          && decimal.scale() >= 0
          && decimal.scale() <= 255;
    }
    if (value instanceof Double || value instanceof Float) {
      // RabbitMQ reads no others, and ends the connection over them.
      return Double.isFinite(((Number) value).doubleValue());
    }
    if (value instanceof List<?> list) {
      return list.stream().allMatch(HeaderValues::travels);
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .allMatch(
              entry ->
                  entry.getKey() instanceof String key
                      && isShort(key)
                      && travels(entry.getValue()));
    }
    return value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Byte
        || value instanceof Short
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Date
        || value instanceof byte[];
  }

  /** A header that is repeated in a property of type short string. */
  @Nullable String shortText(String name) {
    Object value = all.get(name);
    if (value == null) {
      return null;
    }
    String text = value.toString();
    if (!isShort(text)) {
      if (isInherited(text)) {
        return null;
      }
      throw new IllegalArgumentException(
          "The header '%s' is also an AMQP property and may have %d bytes at most; it has %d."
              .formatted(Printable.of(name), SHORT_STRING_BYTES, bytes(text)));
    }
    return text;
  }

  /** A header that is repeated in a property of type octet. */
  @Nullable Integer number(String name, int least, int most) {
    Object value = all.get(name);
    if (value == null) {
      return null;
    }
    try {
      int number = Integer.parseInt(value.toString());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, with what was expected.
    }
    if (isInherited(value.toString())) {
      return null;
    }
    throw new IllegalArgumentException(
        "The header '%s' is also an AMQP property and must be a number from %d to %d, not '%s'."
            .formatted(Printable.of(name), least, most, Printable.of(value)));
  }

  /** Under whatever name: an application may make a MessageId its CorrelationId. */
  private boolean isInherited(String text) {
    return handled != null
        && (text.equals(handled.correlationId())
            || text.equals(handled.messageId())
            || handled.headers().values().stream()
                .anyMatch(came -> came != null && text.equals(came.toString())));
  }

  static boolean isShort(String text) {
    return text.length() <= SHORT_STRING_BYTES / MOST_BYTES_A_CHAR
        || bytes(text) <= SHORT_STRING_BYTES;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
