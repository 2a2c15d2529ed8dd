package io.pikabus.delay;

import io.pikabus.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/**
 * The routing key of a delayed message: how it ends, the bits of its walk, and its destination as
 * one word, so that no part can be taken for another.
 */
final class RoutingKey {

  /** Held at the end, soon due. */
  static final String SHORT = "short";

  /** Held at the end of a walk. */
  static final String LONG = "long";

  /** Delivered by the broker alone. */
  static final String ALONE = "alone";

  /** AMQP 0-9-1, 4.2.5.3. */
  private static final int MOST_BYTES = 255;

  private RoutingKey() {}

  static String of(String end, long seconds, String queue) {
    StringBuilder key = new StringBuilder(end);
    for (int level = DelayRoute.TOP; level >= 0; level--) {
      key.append('.').append(seconds >> level & 1);
    }
    String whole = key.append('.').append(word(queue)).toString();
    if (whole.length() > MOST_BYTES) {
      throw new IllegalArgumentException(
          "The queue name '%s' is too long for a delayed message: it may have about 180 octets, dots and special characters counting three times. Use a shorter name."
              .formatted(Printable.of(queue, 40)));
    }
    return whole;
  }

  /** Matches what stops at a level, or what passes it. */
  static String bit(int level, int value) {
    return "*." + "*.".repeat(DelayRoute.TOP - level) + value + ".#";
  }

  static String ending(String end) {
    return end + ".#";
  }

  /** Matches what is for a queue. */
  static String destination(String queue) {
    return String.join(".", Collections.nCopies(DelayRoute.TOP + 2, "*")) + "." + word(queue);
  }

  /** Letters, digits, hyphens and underscores as they are, every other octet in hexadecimal. */
  private static String word(String queue) {
    StringBuilder word = new StringBuilder();
    for (byte octet : queue.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) octet;
      if (c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_')) {
        word.append(c);
      } else {
        word.append("%%%02X".formatted(octet & 0xFF));
      }
    }
    return word.toString();
  }
}
