package io.pikabus;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be said about one message besides its payload and destination. Immutable.
 *
 * @param headers set by the caller, by their full names; they win over those that the bus writes.
 *     {@code priority}, {@code expiration}, {@code user_id}, {@code app_id}, {@code cluster_id} and
 *     {@code delivery_mode} are also copied into the AMQP properties of the same name
 * @param messageType the {@code MessageType} header, commonly {@code namespace.Type}
 * @param exchange instead of the direct or topic exchange of the bus; it must exist
 * @param mandatory whether a message that no queue receives is an error; null means the setting's
 * @param persistent whether the message survives a restart of the broker; null means the setting's
 * @param orderingKey messages with the same key leave in the order in which their transactions
 *     committed; outbox only
 */
public record SendOptions(
    Map<String, @Nullable Object> headers,
    @Nullable String messageType,
    @Nullable String exchange,
    @Nullable Boolean mandatory,
    @Nullable Boolean persistent,
    @Nullable String orderingKey) {

  private static final SendOptions NONE = new SendOptions(Map.of(), null, null, null, null, null);

  public SendOptions {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** Nothing said: the bus's settings decide. */
  public static SendOptions none() {
    return NONE;
  }

  /**
   * With one more header.
   *
   * @param name in full, for example {@code PikaBus.CorrelationId} or {@code tenant}
   * @param value a string, number, boolean, {@code Date}, {@code byte[]}, or a list or map of such
   */
  public SendOptions withHeader(String name, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new SendOptions(more, messageType, exchange, mandatory, persistent, orderingKey);
  }

  /** With a message type. */
  public SendOptions withMessageType(String type) {
    return new SendOptions(headers, type, exchange, mandatory, persistent, orderingKey);
  }

  /** Through another exchange, which must exist. */
  public SendOptions withExchange(String name) {
    return new SendOptions(headers, messageType, name, mandatory, persistent, orderingKey);
  }

  /** With {@code false}, a message that no queue receives is dropped by the broker in silence. */
  public SendOptions withMandatory(boolean value) {
    return new SendOptions(headers, messageType, exchange, value, persistent, orderingKey);
  }

  /** With {@code false}, the message does not survive a restart of the broker. */
  public SendOptions withPersistent(boolean value) {
    return new SendOptions(headers, messageType, exchange, mandatory, value, orderingKey);
  }

  /**
   * In the order of the transactions: what a later transaction sends with the same key leaves after
   * it, from whichever node. Messages with a key leave from the database, one transaction after the
   * other, so they are slower; among the messages of one transaction, those of each key keep their
   * order, and so do those without.
   *
   * @param key up to 200 characters
   */
  public SendOptions withOrderingKey(String key) {
    return new SendOptions(headers, messageType, exchange, mandatory, persistent, key);
  }
}
