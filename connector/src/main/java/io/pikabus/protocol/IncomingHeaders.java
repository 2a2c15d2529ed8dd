package io.pikabus.protocol;

import io.pikabus.IncomingMetadata;
import io.pikabus.Intent;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what came with a message. A stranger's message is no error: what is unreadable is null. */
public final class IncomingHeaders {

  private IncomingHeaders() {}

  /**
   * Makes the metadata of a message.
   *
   * @param messageId of the AMQP property, for strangers who know no headers of ours
   * @param headers with strings as {@code String}; unmodifiable
   */
  public static IncomingMetadata read(
      String queue,
      boolean redelivered,
      String exchange,
      String routingKey,
      @Nullable String messageId,
      Map<String, @Nullable Object> headers,
      HeaderNames names) {
    return new IncomingMetadata(
        queue,
        redelivered,
        exchange,
        routingKey,
        headers.get(names.messageId()) == null ? messageId : text(headers, names.messageId()),
        text(headers, names.correlationId()),
        text(headers, names.replyToAddress()),
        text(headers, names.originatingAddress()),
        text(headers, names.messageType()),
        intent(text(headers, names.intent())),
        Optional.ofNullable(text(headers, names.timeSent()))
            .flatMap(TimeFormat::parse)
            .orElse(null),
        headers);
  }

  private static @Nullable String text(Map<String, @Nullable Object> headers, String name) {
    Object value = headers.get(name);
    return value == null ? null : value.toString();
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
