package io.pikabus.rabbitmq;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shortens what came as a short string and is none any more: octets that are not UTF-8 become
 * characters of three octets when the client reads them. The client refuses to write such a text,
 * and a copy of the message could go nowhere. What a caller sends is checked before. Pure.
 */
final class ShortStrings {

  /** AMQP 0-9-1, 4.2.5.3. */
  private static final int MOST_OCTETS = 255;

  private static final int MOST_OCTETS_A_CHAR = 3;

  private ShortStrings() {}

  static @Nullable String fitting(@Nullable String text) {
    return text == null ? null : shortened(text);
  }

  private static String shortened(String text) {
    if (fits(text)) {
      return text;
    }
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    int end = MOST_OCTETS;
    while ((octets[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(octets, 0, end, StandardCharsets.UTF_8);
  }

  private static boolean fits(String text) {
    return text.length() <= MOST_OCTETS / MOST_OCTETS_A_CHAR
        || text.getBytes(StandardCharsets.UTF_8).length <= MOST_OCTETS;
  }

  /** The same map, unless one of its names at whatever depth has to be shortened. */
  static Map<String, @Nullable Object> fitting(Map<String, @Nullable Object> headers) {
    if (fitsInside(headers)) {
      return headers;
    }
    Map<String, @Nullable Object> fitting = new LinkedHashMap<>();
    headers.forEach((name, value) -> fitting.put(shortened(name), fittingValue(value)));
    return fitting;
  }

  private static boolean fitsInside(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!fits(String.valueOf(entry.getKey())) || !fitsInside(entry.getValue())) {
          return false;
        }
      }
    } else if (value instanceof List<?> list) {
      return list.stream().allMatch(ShortStrings::fitsInside);
    }
    return true;
  }

  private static @Nullable Object fittingValue(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> fitting = new LinkedHashMap<>();
      map.forEach(
          (name, inner) -> fitting.put(shortened(String.valueOf(name)), fittingValue(inner)));
      return fitting;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ShortStrings::fittingValue).toList();
    }
    return value;
  }
}
