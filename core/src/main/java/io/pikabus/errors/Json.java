package io.pikabus.errors;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes JSON (RFC 8259), ASCII only, without a library: the command line has none. Pure. */
final class Json {

  private Json() {}

  static String of(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> quoted(String.valueOf(entry.getKey())) + ":" + of(entry.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
    }
    if (value == null || value instanceof Boolean || isNumber(value)) {
      return String.valueOf(value);
    }
    return quoted(plain(value));
  }

  /** JSON has no infinity, and says nothing of how precise a number is. */
  private static boolean isNumber(Object value) {
    return value instanceof Integer || value instanceof Short || value instanceof Byte;
  }

  /** A value as text. */
  static String plain(Object value) {
    return value instanceof Date date
        ? date.toInstant().toString()
        : value instanceof Map<?, ?> || value instanceof List<?>
            ? of(value)
            : String.valueOf(Texts.of(value));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit == '"' || unit == '\\') {
        json.append('\\').append(unit);
      } else if (unit < ' ' || unit > '~') {
        json.append("\\u%04x".formatted((int) unit));
      } else {
        json.append(unit);
      }
    }
    return json.append('"').toString();
  }
}
