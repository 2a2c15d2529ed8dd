package io.pikabus;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came with a message, besides its payload. Attached to the {@code Message} of a MicroProfile
 * channel and found with {@link PikaBus#incoming()}. Immutable.
 *
 * <p>Everything that may be null is so when the sender left it out or wrote something unreadable: a
 * message from a stranger is no error.
 */
public final class IncomingMetadata {

  private final String queue;
  private final boolean redelivered;
  private final String exchange;
  private final String routingKey;
  private final @Nullable String messageId;
  private final @Nullable String correlationId;
  private final @Nullable String replyToAddress;
  private final @Nullable String originatingAddress;
  private final @Nullable String messageType;
  private final @Nullable Intent intent;
  private final @Nullable Instant timeSent;
  private final @Nullable String userId;
  private final Map<String, @Nullable Object> headers;

  private IncomingMetadata(Builder builder) {
    queue = builder.queue;
    redelivered = builder.redelivered;
    exchange = builder.exchange;
    routingKey = builder.routingKey;
    messageId = builder.messageId;
    correlationId = builder.correlationId;
    replyToAddress = builder.replyToAddress;
    originatingAddress = builder.originatingAddress;
    messageType = builder.messageType;
    intent = builder.intent;
    timeSent = builder.timeSent;
    userId = builder.userId;
    headers = builder.headers;
  }

  /**
   * Of a message that a stranger sent to this queue and said nothing about, until the builder is
   * told more. Pikabus makes its own so, and so do tests of handlers and policies.
   *
   * @param queue from which it was taken
   */
  public static Builder builder(String queue) {
    return new Builder(queue);
  }

  /** From which it was taken. */
  public String queue() {
    return queue;
  }

  /** Whether the broker may have delivered it before. */
  public boolean redelivered() {
    return redelivered;
  }

  /** To which it was published; empty for the broker's default exchange. */
  public String exchange() {
    return exchange;
  }

  /** With which it was published. */
  public String routingKey() {
    return routingKey;
  }

  /** Of the {@code MessageId} header, or else of the AMQP property. */
  public @Nullable String messageId() {
    return messageId;
  }

  /**
   * Of the {@code CorrelationId} header, or else of the AMQP property; the messages that the
   * handler sends carry it on.
   */
  public @Nullable String correlationId() {
    return correlationId;
  }

  /**
   * The queue for {@link PikaBus#reply}: of the {@code ReplyToAddress} header, or else of the AMQP
   * property {@code reply_to}.
   */
  public @Nullable String replyToAddress() {
    return replyToAddress;
  }

  /** The sender's queue. */
  public @Nullable String originatingAddress() {
    return originatingAddress;
  }

  /** Commonly {@code namespace.Type}. */
  public @Nullable String messageType() {
    return messageType;
  }

  /** Command or event. */
  public @Nullable Intent intent() {
    return intent;
  }

  /** By the sender's clock. */
  public @Nullable Instant timeSent() {
    return timeSent;
  }

  /**
   * Of the AMQP property {@code user_id}, which the broker has checked against the user who
   * published the message (one with the tag {@code impersonator} may write any). Null when the
   * sender did not set it, and when the message was delayed or is tried again: then the service
   * that did so has published it. What the sender had set stands in the header {@code
   * x-pikabus-user-id} of such a message; nobody checks that header, and everybody can write it.
   */
  public @Nullable String userId() {
    return userId;
  }

  /** All of them by their full names, strings as {@code String}; unmodifiable. */
  public Map<String, @Nullable Object> headers() {
    return headers;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IncomingMetadata that && fields().equals(that.fields());
  }

  @Override
  public int hashCode() {
    return fields().hashCode();
  }

  @Override
  public String toString() {
    return "IncomingMetadata" + fields();
  }

  private Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("queue", queue);
    fields.put("redelivered", redelivered);
    fields.put("exchange", exchange);
    fields.put("routingKey", routingKey);
    fields.put("messageId", messageId);
    fields.put("correlationId", correlationId);
    fields.put("replyToAddress", replyToAddress);
    fields.put("originatingAddress", originatingAddress);
    fields.put("messageType", messageType);
    fields.put("intent", intent);
    fields.put("timeSent", timeSent);
    fields.put("userId", userId);
    fields.put("headers", headers);
    return fields;
  }

  /** Makes metadata. What it is not told is null, or empty. Of one thread. */
  public static final class Builder {

    private final String queue;
    private boolean redelivered;
    private String exchange = "";
    private String routingKey;
    private @Nullable String messageId;
    private @Nullable String correlationId;
    private @Nullable String replyToAddress;
    private @Nullable String originatingAddress;
    private @Nullable String messageType;
    private @Nullable Intent intent;
    private @Nullable Instant timeSent;
    private @Nullable String userId;
    private Map<String, @Nullable Object> headers = Map.of();

    private Builder(String queue) {
      this.queue = Objects.requireNonNull(queue, "queue");
      this.routingKey = queue;
    }

    /** Whether the broker may have delivered it before; false if not told. */
    public Builder redelivered(boolean before) {
      redelivered = before;
      return this;
    }

    /** To which it was published; if not told, the broker's default exchange. */
    public Builder exchange(String name) {
      exchange = Objects.requireNonNull(name, "name");
      return this;
    }

    /** With which it was published; if not told, the queue's name. */
    public Builder routingKey(String key) {
      routingKey = Objects.requireNonNull(key, "key");
      return this;
    }

    /** See {@link IncomingMetadata#messageId()}. */
    public Builder messageId(@Nullable String id) {
      messageId = id;
      return this;
    }

    /** See {@link IncomingMetadata#correlationId()}. */
    public Builder correlationId(@Nullable String id) {
      correlationId = id;
      return this;
    }

    /** See {@link IncomingMetadata#replyToAddress()}. */
    public Builder replyToAddress(@Nullable String address) {
      replyToAddress = address;
      return this;
    }

    /** See {@link IncomingMetadata#originatingAddress()}. */
    public Builder originatingAddress(@Nullable String address) {
      originatingAddress = address;
      return this;
    }

    /** See {@link IncomingMetadata#messageType()}. */
    public Builder messageType(@Nullable String type) {
      messageType = type;
      return this;
    }

    /** See {@link IncomingMetadata#intent()}. */
    public Builder intent(@Nullable Intent what) {
      intent = what;
      return this;
    }

    /** See {@link IncomingMetadata#timeSent()}. */
    public Builder timeSent(@Nullable Instant time) {
      timeSent = time;
      return this;
    }

    /** See {@link IncomingMetadata#userId()}. */
    public Builder userId(@Nullable String user) {
      userId = user;
      return this;
    }

    /**
     * All headers, instead of those told before; copied. The other values are not read from them.
     */
    public Builder headers(Map<String, ? extends @Nullable Object> all) {
      headers = Collections.unmodifiableMap(new LinkedHashMap<>(all));
      return this;
    }

    /** The metadata. */
    public IncomingMetadata build() {
      return new IncomingMetadata(this);
    }
  }
}
