package io.pikabus;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What may be said about one message besides its payload and destination. Immutable; made from
 * {@link #none()}.
 */
public final class SendOptions {

  private static final SendOptions NONE = new SendOptions(Map.of(), null, null, null, null, null);

  private final Map<String, @Nullable Object> headers;
  private final @Nullable String messageType;
  private final @Nullable String exchange;
  private final @Nullable Boolean mandatory;
  private final @Nullable Boolean persistent;
  private final @Nullable String orderingKey;

  private SendOptions(
      Map<String, @Nullable Object> headers,
      @Nullable String messageType,
      @Nullable String exchange,
      @Nullable Boolean mandatory,
      @Nullable Boolean persistent,
      @Nullable String orderingKey) {
    this.headers = headers;
    this.messageType = messageType;
    this.exchange = exchange;
    this.mandatory = mandatory;
    this.persistent = persistent;
    this.orderingKey = orderingKey;
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
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    one.put(name, value);
    return withHeaders(one);
  }

  /**
   * With more headers; one that has a value already gets the new one.
   *
   * @param more by their names in full; copied
   */
  public SendOptions withHeaders(Map<String, ? extends @Nullable Object> more) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new SendOptions(
        Collections.unmodifiableMap(all),
        messageType,
        exchange,
        mandatory,
        persistent,
        orderingKey);
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

  /**
   * Set by the caller, by their full names; they win over those that the bus writes. {@code
   * priority}, {@code expiration}, {@code user_id}, {@code app_id}, {@code cluster_id} and {@code
   * delivery_mode} are also copied into the AMQP properties of the same name. Unmodifiable.
   */
  public Map<String, @Nullable Object> headers() {
    return headers;
  }

  /** The {@code MessageType} header, commonly {@code namespace.Type}; null when it is not said. */
  public @Nullable String messageType() {
    return messageType;
  }

  /** Instead of the direct or topic exchange of the bus; null means that one. */
  public @Nullable String exchange() {
    return exchange;
  }

  /** Whether a message that no queue receives is an error; null means the setting's. */
  public @Nullable Boolean mandatory() {
    return mandatory;
  }

  /** Whether the message survives a restart of the broker; null means the setting's. */
  public @Nullable Boolean persistent() {
    return persistent;
  }

  /**
   * Messages with the same key leave in the order in which their transactions committed; outbox
   * only. Null when they need no order.
   */
  public @Nullable String orderingKey() {
    return orderingKey;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SendOptions that
        && headers.equals(that.headers)
        && Objects.equals(messageType, that.messageType)
        && Objects.equals(exchange, that.exchange)
        && Objects.equals(mandatory, that.mandatory)
        && Objects.equals(persistent, that.persistent)
        && Objects.equals(orderingKey, that.orderingKey);
  }

  @Override
  public int hashCode() {
    return Objects.hash(headers, messageType, exchange, mandatory, persistent, orderingKey);
  }

  @Override
  public String toString() {
    return "SendOptions[headers=%s, messageType=%s, exchange=%s, mandatory=%s, persistent=%s, orderingKey=%s]"
        .formatted(headers, messageType, exchange, mandatory, persistent, orderingKey);
  }
}
