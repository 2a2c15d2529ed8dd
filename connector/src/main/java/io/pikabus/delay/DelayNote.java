package io.pikabus.delay;

import io.pikabus.Destination;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What whoever delivers a delayed message must know, whichever bus it belongs to: written on it in
 * headers that are taken off again.
 *
 * @param due to the millisecond, unlike {@code DeferredTime} in its legacy format
 * @param errorQueue for it if its destination does not exist then
 */
public record DelayNote(
    Instant due, String queue, String directExchange, String errorQueue, HeaderNames names) {

  private static final String PREFIX = "x-pikabus-delay-";
  private static final String DUE = PREFIX + "due";
  private static final String QUEUE = PREFIX + "queue";
  private static final String EXCHANGE = PREFIX + "exchange";
  private static final String ERROR_QUEUE = PREFIX + "error-queue";
  private static final String HEADERS = PREFIX + "header-prefix";

  /** The properties with this note on them. */
  public MessageProperties on(MessageProperties properties) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(properties.headers());
    // Rounded up: a message that came before its DeferredTime would be deferred once more.
    headers.put(DUE, due.plusNanos(999_999).toEpochMilli());
    headers.put(QUEUE, queue);
    headers.put(EXCHANGE, directExchange);
    headers.put(ERROR_QUEUE, errorQueue);
    headers.put(HEADERS, names.prefix());
    return properties.withHeaders(headers);
  }

  /** Reads the note on a message; empty when there is none, or somebody scribbled on it. */
  public static Optional<DelayNote> read(MessageProperties properties) {
    String due = properties.header(DUE);
    String queue = properties.header(QUEUE);
    String exchange = properties.header(EXCHANGE);
    String errorQueue = properties.header(ERROR_QUEUE);
    String prefix = properties.header(HEADERS);
    if (due == null || queue == null || exchange == null || errorQueue == null || prefix == null) {
      return Optional.empty();
    }
    try {
      // Whoever scribbled a name that AMQP cannot carry must not end the thread that sends it on.
      Address.queue(exchange, new Destination.Queue(queue).name());
      Address.errors(exchange, new Destination.Queue(errorQueue).name());
      return Optional.of(
          new DelayNote(
              Instant.ofEpochMilli(Long.parseLong(due)),
              queue,
              exchange,
              errorQueue,
              new HeaderNames(prefix)));
    } catch (IllegalArgumentException | DateTimeException scribbled) {
      return Optional.empty();
    }
  }

  /** The properties as they were before. */
  public static MessageProperties takenOff(MessageProperties properties) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(properties.headers());
    headers.keySet().removeIf(name -> name.startsWith(PREFIX));
    return properties.withHeaders(headers);
  }
}
