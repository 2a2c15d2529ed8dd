package io.pikabus.recovery;

import io.pikabus.protocol.MessageProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often a message was delivered: the count of the quorum queue in which it lies, and the record
 * of earlier counts on a copy that took its place. The broker's own count cannot be reset, and ends
 * at the queue's limit. Pure.
 */
public final class Deliveries {

  /** A message that was delivered so often is replaced: most limits that people set are higher. */
  public static final int REPLACED_AT = 2;

  private Deliveries() {}

  /** What the quorum queue counted before this delivery; 0 when it says nothing. */
  public static int counted(MessageProperties properties) {
    return number(properties.header(MessageProperties.DELIVERY_COUNT));
  }

  /** Whether the message took the place of one that had been delivered before. */
  public static boolean isRecorded(MessageProperties properties) {
    return properties.headers().containsKey(MessageProperties.DELIVERIES);
  }

  /** The deliveries of those whose place it took. */
  public static int recorded(MessageProperties properties) {
    return number(properties.header(MessageProperties.DELIVERIES));
  }

  /** The properties of the copy that takes its place. */
  static MessageProperties record(MessageProperties properties, int deliveries) {
    MessageProperties forwarded = properties.forwarded();
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(forwarded.headers());
    headers.put(MessageProperties.DELIVERIES, deliveries);
    return forwarded.withHeaders(headers);
  }

  private static int number(@Nullable String text) {
    try {
      return text == null ? 0 : (int) Math.max(0, Math.min(1_000_000, Long.parseLong(text)));
    } catch (NumberFormatException unreadable) {
      return 0;
    }
  }
}
