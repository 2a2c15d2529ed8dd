package io.pikabus.protocol;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The AMQP 0-9-1 basic properties of a message, headers included. Header values are kept as the
 * client delivered them, so that a message that is sent on keeps every type it came with.
 *
 * @param headers taken over, and not copied: whoever made the map lets go of it
 * @param deliveryMode 2 for persistent, 1 for transient
 * @param expiration in milliseconds, as text: the protocol's own type
 */
public record MessageProperties(
    @Nullable String contentType,
    @Nullable String contentEncoding,
    Map<String, @Nullable Object> headers,
    @Nullable Integer deliveryMode,
    @Nullable Integer priority,
    @Nullable String correlationId,
    @Nullable String replyTo,
    @Nullable String expiration,
    @Nullable String messageId,
    @Nullable Instant timestamp,
    @Nullable String type,
    @Nullable String userId,
    @Nullable String appId,
    @Nullable String clusterId) {

  /** Written by a quorum queue on what it delivers again. */
  public static final String DELIVERY_COUNT = "x-delivery-count";

  /** Written by us on a copy that takes the place of a message that was delivered too often. */
  public static final String DELIVERIES = "x-pikabus-deliveries";

  /** Written by us on a copy of a message with a {@code user_id}; a claim, as all headers are. */
  public static final String USER_ID = "x-pikabus-user-id";

  /** Written by us on the copy of an event that could not be delivered. */
  public static final String TOPIC = "x-pikabus-topic";

  /** The exchange to which that event was published. */
  public static final String EXCHANGE = "x-pikabus-exchange";

  public MessageProperties {
    headers = Collections.unmodifiableMap(headers);
  }

  /** The same properties with other headers. */
  public MessageProperties withHeaders(Map<String, @Nullable Object> other) {
    return new MessageProperties(
        contentType,
        contentEncoding,
        other,
        deliveryMode,
        priority,
        correlationId,
        replyTo,
        expiration,
        messageId,
        timestamp,
        type,
        userId,
        appId,
        clusterId);
  }

  /**
   * As they may be sent on by somebody else than the sender: with the {@code user_id}, which the
   * broker would check against our own, in a header; without the {@code expiration} that would end
   * it on the way, the {@code CC} that would copy it again, the broker's notes of earlier
   * dead-lettering, which it takes for a cycle, the counts of deliveries, which begin anew, and
   * where an event could not be delivered.
   */
  public MessageProperties forwarded() {
    Map<String, @Nullable Object> kept = new LinkedHashMap<>(headers);
    kept.keySet()
        .removeIf(
            name ->
                name.equals("CC")
                    || name.equals("x-death")
                    || name.startsWith("x-first-death-")
                    || name.startsWith("x-last-death-")
                    || name.equals(DELIVERY_COUNT)
                    || name.equals(DELIVERIES)
                    || name.equals(TOPIC)
                    || name.equals(EXCHANGE));
    if (userId != null) {
      kept.put(USER_ID, userId);
    }
    return new MessageProperties(
        contentType,
        contentEncoding,
        kept,
        deliveryMode,
        priority,
        correlationId,
        replyTo,
        null,
        messageId,
        timestamp,
        type,
        null,
        appId,
        clusterId);
  }

  /** The same properties without a header. */
  public MessageProperties without(String header) {
    Map<String, @Nullable Object> kept = new LinkedHashMap<>(headers);
    kept.remove(header);
    return withHeaders(kept);
  }

  /** The text of a header, whatever its type on the wire; null when it is missing or void. */
  public @Nullable String header(String name) {
    Object value = headers.get(name);
    return value == null ? null : value.toString();
  }
}
