package io.pikabus.errors;

import io.pikabus.IncomingMetadata;
import io.pikabus.delay.DelayTopology;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.protocol.TimeFormat;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a list says of a message in the error queue; without its body, since there may be thousands.
 * Texts are as they came from the wire. Pure.
 *
 * @param id of this failure of this message, see {@link FailureId}
 * @param sourceQueue where it failed; null when nothing says so
 * @param event what it was when it could not be delivered; null unless it was an event
 * @param retries how often its handling failed, as text; null when nothing says so
 * @param reason one line of the error text
 * @param time the latest that the message tells: of its sending, or of its last retry
 * @param octets of its body
 * @param fault why it cannot be sent on unchanged; null when it can
 */
record Failure(
    String id,
    @Nullable String messageId,
    @Nullable String sourceQueue,
    @Nullable Event event,
    @Nullable String type,
    @Nullable String retries,
    String reason,
    @Nullable Instant time,
    int octets,
    @Nullable String fault) {

  /** An event that could not be delivered. */
  record Event(String topic, String exchange) {}

  private static final int LONGEST_REASON = 300;

  /** Names are 255 octets at most; what a hostile sender writes need not be kept. */
  private static final int LONGEST_NAME = 1000;

  private static final String PYTHON = "Traceback (most recent call last)";

  static Failure of(
      IncomingMetadata metadata,
      MessageProperties properties,
      byte[] body,
      @Nullable String fault,
      HeaderNames names) {
    Map<String, @Nullable Object> headers = metadata.headers();
    String type = metadata.messageType() != null ? metadata.messageType() : properties.type();
    Event event = event(headers);
    return new Failure(
        FailureId.of(properties, body),
        cut(metadata.messageId(), LONGEST_NAME),
        event != null ? null : cut(sourceQueue(headers, names), LONGEST_NAME),
        event,
        cut(type, LONGEST_NAME),
        cut(Texts.of(headers.get(names.errorRetries())), 20),
        reason(headers, names),
        time(metadata, properties, names),
        body.length,
        fault);
  }

  private static @Nullable Event event(Map<String, @Nullable Object> headers) {
    String topic = cut(Texts.of(headers.get(MessageProperties.TOPIC)), LONGEST_NAME);
    String exchange = cut(Texts.of(headers.get(MessageProperties.EXCHANGE)), LONGEST_NAME);
    return topic == null || exchange == null ? null : new Event(topic, exchange);
  }

  /** Where it failed, in words; null when nothing says so. */
  @Nullable String place() {
    return event == null ? sourceQueue : "topic " + event.topic();
  }

  private static @Nullable String sourceQueue(
      Map<String, @Nullable Object> headers, HeaderNames names) {
    String said = Texts.of(headers.get(names.sourceQueue()));
    // A delay queue is not where a message failed.
    return said != null
        ? said
        : deadLettered(headers, "queue").filter(name -> !DelayTopology.isOurs(name)).orElse(null);
  }

  /** What the broker noted when it moved the message by itself, as at a delivery limit. */
  private static Optional<String> deadLettered(
      Map<String, @Nullable Object> headers, String detail) {
    return headers.get("x-death") instanceof List<?> deaths
            && !deaths.isEmpty()
            && deaths.get(0) instanceof Map<?, ?> last
        ? Optional.ofNullable(Texts.of(last.get(detail)))
        : Optional.empty();
  }

  private static String reason(Map<String, @Nullable Object> headers, HeaderNames names) {
    String details = Texts.of(headers.get(names.errorDetails()));
    if (details != null) {
      return headline(details);
    }
    return deadLettered(headers, "reason")
        .map("dead-lettered by the broker: %s"::formatted)
        .map(text -> String.valueOf(cut(text, LONGEST_REASON)))
        .orElse("");
  }

  /** The line that names the exception: Java writes it first, Python last. */
  static String headline(String details) {
    boolean python = details.contains(PYTHON);
    Stream<String> lines =
        details
            .lines()
            .filter(line -> !line.isBlank())
            .filter(line -> !python || !Character.isWhitespace(line.charAt(0)));
    return String.valueOf(
        cut(
            (python ? lines.reduce((first, next) -> next) : lines.findFirst()).orElse("").strip(),
            LONGEST_REASON));
  }

  private static @Nullable Instant time(
      IncomingMetadata metadata, MessageProperties properties, HeaderNames names) {
    Instant sent = metadata.timeSent() != null ? metadata.timeSent() : properties.timestamp();
    String due = Texts.of(metadata.headers().get(names.deferredTime()));
    Instant retried = due == null ? null : TimeFormat.parse(due).orElse(null);
    return sent == null || retried != null && retried.isAfter(sent) ? retried : sent;
  }

  private static @Nullable String cut(@Nullable String text, int most) {
    return text == null || text.length() <= most ? text : text.substring(0, most);
  }
}
