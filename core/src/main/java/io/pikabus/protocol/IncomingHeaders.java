package io.pikabus.protocol;

import io.pikabus.IncomingMetadata;
import io.pikabus.Intent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what came with a message. A stranger's message is no error: what is unreadable is null. */
public final class IncomingHeaders {

  private IncomingHeaders() {}

  /**
   * Makes the metadata of a message whose AMQP properties say nothing beside its MessageId.
   *
   * @see #read(String, boolean, String, String, String, String, String, String, Map, HeaderNames)
   */
  public static IncomingMetadata read(
      String queue,
      boolean redelivered,
      String exchange,
      String routingKey,
      @Nullable String messageId,
      Map<String, @Nullable Object> headers,
      HeaderNames names) {
    return read(
        queue, redelivered, exchange, routingKey, messageId, null, null, null, headers, names);
  }

  /**
   * Makes the metadata of a message. Our headers win; the AMQP properties are for strangers who
   * know none of them.
   *
   * @param messageId of the AMQP property
   * @param correlationId of the AMQP property
   * @param replyTo of the AMQP property
   * @param userId of the AMQP property
   * @param headers with strings as {@code String}; unmodifiable
   */
  public static IncomingMetadata read(
      String queue,
      boolean redelivered,
      String exchange,
      String routingKey,
      @Nullable String messageId,
      @Nullable String correlationId,
      @Nullable String replyTo,
      @Nullable String userId,
      Map<String, @Nullable Object> headers,
      HeaderNames names) {
    return IncomingMetadata.builder(queue)
        .redelivered(redelivered)
        .exchange(exchange)
        .routingKey(routingKey)
        .messageId(either(text(headers, names.messageId()), messageId))
        .correlationId(either(text(headers, names.correlationId()), correlationId))
        .replyToAddress(either(text(headers, names.replyToAddress()), replyTo))
        .originatingAddress(text(headers, names.originatingAddress()))
        .messageType(text(headers, names.messageType()))
        .intent(intent(text(headers, names.intent())))
        .timeSent(
            Optional.ofNullable(text(headers, names.timeSent()))
                .flatMap(TimeFormat::parse)
                .orElse(null))
        .userId(userId)
        .headers(headers)
        .build();
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
