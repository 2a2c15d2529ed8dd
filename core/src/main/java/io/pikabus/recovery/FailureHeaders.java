package io.pikabus.recovery;

import io.pikabus.Destination;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a failed handling writes into a message: {@code docs/protocol.md}, "Failures". Everything
 * else about it stays as it came. Pure.
 */
public final class FailureHeaders {

  /** So that a header never outgrows a frame (128 KiB by default), whatever a handler throws. */
  static final int MOST_DETAIL_BYTES = 16 * 1024;

  private static final int LEAST_DETAIL_BYTES = 512;

  /** RabbitMQ's default frame, less what the other headers of a failure take. */
  private static final int FRAME_BYTES = 128 * 1024 - 2048;

  private static final int HEADER_OVERHEAD = 8;

  private FailureHeaders() {}

  /**
   * The properties of the copy that is sent on.
   *
   * @param details what is said of the exception: see {@link FailureText}
   */
  public static MessageProperties after(
      MessageProperties failed, HeaderNames names, String queue, String details) {
    MessageProperties forwarded = failed.forwarded();
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(forwarded.headers());
    headers.put(names.errorRetries(), Math.min(failures(failed, names), Integer.MAX_VALUE - 1) + 1);
    headers.put(names.errorDetails(), capped(details, room(forwarded)));
    headers.put(names.sourceQueue(), queue);
    return forwarded.withHeaders(headers);
  }

  /** The properties of a message that could not be delivered, though nobody failed to handle it. */
  public static MessageProperties undeliverable(
      MessageProperties properties, HeaderNames names, String queue, String reason) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(properties.headers());
    headers.put(names.errorDetails(), capped(reason));
    headers.put(names.sourceQueue(), queue);
    return properties.withHeaders(headers);
  }

  /** The properties of a message of ours that could not be delivered. */
  public static MessageProperties undeliverable(Envelope envelope, String reason) {
    MessageProperties copy =
        undeliverable(
            envelope.properties().forwarded(),
            envelope.names(),
            envelope.destination().name(),
            reason);
    if (envelope.destination() instanceof Destination.Queue) {
      return copy;
    }
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(copy.headers());
    headers.put(MessageProperties.TOPIC, envelope.destination().name());
    headers.put(MessageProperties.EXCHANGE, envelope.address().exchange());
    return copy.withHeaders(headers);
  }

  /** The same copy, whose details begin with a sentence. */
  public static Envelope because(Envelope copy, String sentence) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(copy.properties().headers());
    String details = copy.properties().header(copy.names().errorDetails());
    int most = details == null ? MOST_DETAIL_BYTES : Math.max(bytes(details), LEAST_DETAIL_BYTES);
    headers.put(
        copy.names().errorDetails(),
        capped(details == null ? sentence : sentence + "\n" + details, most));
    return copy.with(copy.properties().withHeaders(headers));
  }

  /** How often handling has failed before; 0 when the header is missing or unreadable. */
  public static int failures(MessageProperties properties, HeaderNames names) {
    String text = properties.header(names.errorRetries());
    if (text == null) {
      return 0;
    }
    try {
      return Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException unreadable) {
      return 0;
    }
  }

  /** Cut between characters, never inside one. */
  static String capped(String text) {
    return capped(text, MOST_DETAIL_BYTES);
  }

  static String capped(String text, int most) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= most) {
      return text;
    }
    String mark = "\n… cut; %d bytes in all".formatted(bytes.length);
    int end = most - mark.getBytes(StandardCharsets.UTF_8).length;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8) + mark;
  }

  /** What the headers that came along leave of a frame. */
  private static int room(MessageProperties properties) {
    long taken = 0;
    for (Map.Entry<String, @Nullable Object> header : properties.headers().entrySet()) {
      Object value = header.getValue();
      taken += HEADER_OVERHEAD + header.getKey().length();
      taken += value instanceof byte[] octets ? octets.length : bytes(String.valueOf(value));
    }
    return (int) Math.max(LEAST_DETAIL_BYTES, Math.min(MOST_DETAIL_BYTES, FRAME_BYTES - taken));
  }

  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
