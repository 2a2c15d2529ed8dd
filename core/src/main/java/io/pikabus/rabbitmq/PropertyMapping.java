package io.pikabus.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.LongString;
import io.pikabus.protocol.MessageProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Between the client's properties and ours. */
final class PropertyMapping {

  private PropertyMapping() {}

  static AMQP.BasicProperties toClient(MessageProperties properties) {
    return new AMQP.BasicProperties(
        ShortStrings.fitting(properties.contentType()),
        ShortStrings.fitting(properties.contentEncoding()),
        ShortStrings.fitting(properties.headers()),
        properties.deliveryMode(),
        properties.priority(),
        ShortStrings.fitting(properties.correlationId()),
        ShortStrings.fitting(properties.replyTo()),
        ShortStrings.fitting(properties.expiration()),
        ShortStrings.fitting(properties.messageId()),
        properties.timestamp() == null ? null : Date.from(properties.timestamp()),
        ShortStrings.fitting(properties.type()),
        ShortStrings.fitting(properties.userId()),
        ShortStrings.fitting(properties.appId()),
        ShortStrings.fitting(properties.clusterId()));
  }

  /**
   * Octets of the frame that carries properties.
   *
   * @throws IllegalArgumentException when none can
   */
  static int octets(MessageProperties properties) {
    try {
      return toClient(properties).toFrame(0, 0).size();
    } catch (IOException impossible) {
      // Nothing is written but into memory.
      throw new UncheckedIOException(impossible);
    }
  }

  static MessageProperties fromClient(AMQP.BasicProperties properties) {
    Map<String, Object> headers = properties.getHeaders();
    return new MessageProperties(
        properties.getContentType(),
        properties.getContentEncoding(),
        headers == null ? Map.of() : headers,
        properties.getDeliveryMode(),
        properties.getPriority(),
        properties.getCorrelationId(),
        properties.getReplyTo(),
        properties.getExpiration(),
        properties.getMessageId(),
        properties.getTimestamp() == null ? null : properties.getTimestamp().toInstant(),
        properties.getType(),
        properties.getUserId(),
        properties.getAppId(),
        properties.getClusterId());
  }

  /** Headers as an application likes to see them: long strings as {@code String}. */
  static Map<String, @Nullable Object> readable(Map<String, @Nullable Object> headers) {
    Map<String, @Nullable Object> readable = new LinkedHashMap<>();
    headers.forEach((name, value) -> readable.put(name, readable(value)));
    return Collections.unmodifiableMap(readable);
  }

  private static @Nullable Object readable(@Nullable Object value) {
    if (value instanceof LongString text) {
      return text.toString();
    }
    if (value instanceof List<?> list) {
      return Collections.unmodifiableList(
          list.stream().map(PropertyMapping::readable).collect(Collectors.toList()));
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> readable = new LinkedHashMap<>();
      map.forEach((name, inner) -> readable.put(name, readable(inner)));
      return Collections.unmodifiableMap(readable);
    }
    return value;
  }
}
