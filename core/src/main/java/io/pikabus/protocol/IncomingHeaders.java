package io.pikabus.protocol;

import io.pikabus.IncomingMetadata;
import io.pikabus.Intent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what came with a message. A stranger's message is no error: what is unreadable is null. */
public final class IncomingHeaders {

  private IncomingHeaders() {}

  /**
   * Makes the metadata of a message whose AMQP properties say nothing beside its MessageId, and
   * whose body does not count.
   *
   * @see #read(String, boolean, String, String, MessageProperties, Map, byte[], HeaderNames,
   *     TimeFormat)
   */
  public static IncomingMetadata read(
      String queue,
      boolean redelivered,
      String exchange,
      String routingKey,
      @Nullable String messageId,
      Map<String, @Nullable Object> headers,
      HeaderNames names) {
    MessageProperties properties =
        new MessageProperties(
            null, null, headers, null, null, null, null, null, messageId, null, null, null, null,
            null);
    return read(
        queue,
        redelivered,
        exchange,
        routingKey,
        properties,
        headers,
        new byte[0],
        names,
        TimeFormat.LEGACY);
  }

  /**
   * Makes the metadata of a message. Our headers win; the AMQP properties are for strangers who
   * know none of them.
   *
   * @param headers with strings as {@code String}; unmodifiable
   * @param body not copied
   * @param times of the bus; those of PikaBus are read as well
   */
  public static IncomingMetadata read(
      String queue,
      boolean redelivered,
      String exchange,
      String routingKey,
      MessageProperties properties,
      Map<String, @Nullable Object> headers,
      byte[] body,
      HeaderNames names,
      TimeFormat times) {
    return IncomingMetadata.builder(queue)
        .redelivered(redelivered)
        .exchange(exchange)
        .routingKey(routingKey)
        .messageId(either(text(headers, names.messageId()), properties.messageId()))
        .correlationId(either(text(headers, names.correlationId()), properties.correlationId()))
        .replyToAddress(either(text(headers, names.replyToAddress()), properties.replyTo()))
        .originatingAddress(text(headers, names.originatingAddress()))
        .messageType(text(headers, names.messageType()))
        .intent(intent(text(headers, names.intent())))
        .timeSent(
            Optional.ofNullable(text(headers, names.timeSent())).flatMap(times::read).orElse(null))
        .userId(properties.userId())
        .appId(properties.appId())
        .priority(properties.priority())
        .contentType(either(text(headers, names.contentType()), properties.contentType()))
        .expiration(milliseconds(properties.expiration()))
        .body(body)
        .headers(headers)
        .build();
  }

  /** RabbitMQ refuses an expiration that is no number, so that it comes from nobody. */
  private static @Nullable Duration milliseconds(@Nullable String expiration) {
    try {
      long number = expiration == null ? -1 : Long.parseLong(expiration);
      return number < 0 ? null : Duration.ofMillis(number);
    } catch (NumberFormatException noNumber) {
      return null;
    }
  }

  private static @Nullable String either(@Nullable String header, @Nullable String property) {
    boolean isMissing = header == null || header.isBlank();
    return isMissing && property != null ? property : header;
  }

  /** The text of a header, whatever its type on the wire; null when it is none. */
  static @Nullable String text(Map<String, @Nullable Object> headers, String name) {
    Object value = headers.get(name);
    if (value instanceof byte[] octets) {
      return text(octets);
    }
    return value == null ? null : value.toString();
  }

  /** Some clients write their texts as octets. */
  private static @Nullable String text(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException noText) {
      return null;
    }
  }

  private static @Nullable Intent intent(@Nullable String text) {
    for (Intent intent : Intent.values()) {
      if (intent.headerValue().equals(text)) {
        return intent;
      }
    }
    return null;
  }
}
