package io.pikabus.errors;

import io.pikabus.protocol.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A short name for one failure of one message. A MessageId would not do: strangers have none, an
 * event fails in several queues under the same one, and a message may fail again after a retry.
 *
 * <p>It is a fingerprint of properties, headers and body, except for what changes on a message that
 * stays in the error queue. Pure.
 */
final class FailureId {

  static final int DIGITS = 12;

  private static final Pattern SYNTAX = Pattern.compile("[0-9a-f]{4,12}");

  private FailureId() {}

  static String of(MessageProperties properties, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      MessageProperties stable = properties.forwarded();
      digest.update(text(stable.headers()).getBytes(StandardCharsets.UTF_8));
      digest.update(stable.withHeaders(Map.of()).toString().getBytes(StandardCharsets.UTF_8));
      digest.update(body);
      return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256.", impossible);
    }
  }

  /** Whether it may be the beginning of one. */
  static boolean isPrefix(String text) {
    return SYNTAX.matcher(text).matches();
  }

  /** Whether it may be one. */
  static boolean isWhole(String text) {
    return text.length() == DIGITS && isPrefix(text);
  }

  /** With sorted names, and octets by their content. */
  private static String text(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      TreeMap<String, String> sorted = new TreeMap<>();
      map.forEach((name, inner) -> sorted.put(String.valueOf(name), text(inner)));
      return sorted.toString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(FailureId::text).toList().toString();
    }
    return value instanceof byte[] octets
        ? HexFormat.of().formatHex(octets)
        : String.valueOf(value);
  }
}
