package io.pikabus.protocol;

import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The mark of a message that somebody sends on under the MessageId with which it came: without it,
 * the inbox of its receiver would take it for the message that was handled already. Pure.
 *
 * <p>The mark depends on nothing but the message: when the same handling is repeated, what it sends
 * on is marked the same, and a receiver recognises the second copy. Whatever else copies a message
 * (a redelivery, a retry, a delay, the error queue) keeps the mark, as it keeps all headers that it
 * does not know.
 */
public final class SentOn {

  /** The header. Without the prefix of a bus, because the inbox knows none. */
  public static final String HEADER = "x-pikabus-sent-on";

  /** Enough for no two to be the same by chance. */
  private static final int LENGTH = 32;

  private SentOn() {}

  /** The mark of a message that came; null when it came under its first sender's MessageId. */
  public static @Nullable String mark(IncomingMetadata message) {
    Object mark = message.headers().get(HEADER);
    return mark == null ? null : mark.toString();
  }

  /**
   * Marks a message that is sent on.
   *
   * @param headers those that the caller set; the mark is added to them
   * @param delay null when it is not deferred
   */
  static void mark(
      Map<String, @Nullable Object> headers,
      HeaderNames names,
      @Nullable IncomingMetadata handled,
      Destination destination,
      @Nullable Duration delay,
      byte[] body) {
    Object id = headers.get(names.messageId());
    if (id == null) {
      return;
    }
    String previous;
    if (handled != null && id.toString().equals(handled.messageId())) {
      previous = mark(handled);
    } else if (isCopied(headers, names)) {
      previous = text(headers.get(HEADER));
    } else {
      return;
    }
    headers.put(HEADER, mark(previous, destination, delay, body));
  }

  /** On another thread than the handler's, whole headers tell a copy from a new message. */
  private static boolean isCopied(Map<String, @Nullable Object> headers, HeaderNames names) {
    return Stream.of(
            names.timeSent(),
            names.intent(),
            names.correlationId(),
            names.contentType(),
            names.contentEncoding())
        .allMatch(name -> headers.get(name) != null);
  }

  private static String mark(
      @Nullable String previous, Destination destination, @Nullable Duration delay, byte[] body) {
    return Fingerprint.of(
            octets(previous == null ? "" : previous),
            octets(destination.intent().headerValue()),
            octets(destination.name()),
            octets(delay == null ? "" : delay.toString()),
            body)
        .substring(0, LENGTH);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
