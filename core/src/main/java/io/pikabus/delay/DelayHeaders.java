package io.pikabus.delay;

import io.pikabus.Destination;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
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
public record DelayHeaders(
    Instant due, String queue, String directExchange, String errorQueue, HeaderNames names) {

  /** The last millisecond of the year 9999: beyond it, arithmetic with times overflows. */
  private static final long LATEST = 253_402_300_799_999L;

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
  public static Optional<DelayHeaders> read(MessageProperties properties) {
    String due = text(properties, DUE);
    String queue = text(properties, QUEUE);
    String exchange = text(properties, EXCHANGE);
    String errorQueue = text(properties, ERROR_QUEUE);
    String prefix = text(properties, HEADERS);
    if (due == null || queue == null || exchange == null || errorQueue == null || prefix == null) {
      return Optional.empty();
    }
    try {
      // Whoever scribbled a name that AMQP cannot carry must not end the thread that sends it on.
      Address.queue(exchange, new Destination.Queue(queue).name());
      Address.errors(exchange, new Destination.Queue(errorQueue).name());
      long millis = Long.parseLong(due);
      HeaderNames names = new HeaderNames(prefix);
      if (millis < 0 || millis > LATEST || exchange.isEmpty() || !names.isCarried()) {
        return Optional.empty();
      }
      return Optional.of(
          new DelayHeaders(Instant.ofEpochMilli(millis), queue, exchange, errorQueue, names));
    } catch (IllegalArgumentException scribbled) {
      return Optional.empty();
    }
  }

  /** What {@link #on} writes; octets and tables have a text as well, which names nothing. */
  private static @Nullable String text(MessageProperties properties, String name) {
    Object value = properties.headers().get(name);
    return value instanceof byte[] || value instanceof List<?> || value instanceof Map<?, ?>
        ? null
        : properties.header(name);
  }

  /**
   * Why the message must not be delivered as its note says; empty when it may.
   *
   * @param now no message is deferred for longer than {@link DelayRoute#LONGEST} from now on
   */
  public Optional<String> fault(Instant now) {
    if (due.isAfter(now.plus(DelayRoute.LONGEST).plus(Duration.ofDays(1)))) {
      return Optional.of(
          "it was deferred until %s, and %s is the longest delay"
              .formatted(due, DelayRoute.LONGEST));
    }
    if (DelayTopology.isOurs(queue)) {
      return Optional.of(
          "it was deferred for '%s', a queue in which delayed messages wait"
              .formatted(Printable.of(queue)));
    }
    return Optional.empty();
  }

  /** The properties as they were before. */
  public static MessageProperties takenOff(MessageProperties properties) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(properties.headers());
    headers.keySet().removeIf(name -> name.startsWith(PREFIX));
    return properties.withHeaders(headers);
  }
}
