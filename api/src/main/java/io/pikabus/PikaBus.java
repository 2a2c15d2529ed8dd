package io.pikabus;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service's place on a PikaBus: commands to queues, events to topics.
 *
 * <p>In a container it is injected and shares the connections and the settings of {@code
 * mp.messaging.connector.pikabus.*}; in Java SE {@link #connect} gives a {@link PikaBusClient}. All
 * methods may be called from any thread.
 *
 * <p><b>Inside a transaction</b> (JTA in a container, around the handler in Java SE) {@code send},
 * {@code publish} and {@code reply} return as soon as the transaction holds the message; it leaves
 * when the transaction commits, and is gone when it rolls back. A transaction that is already
 * marked for rollback or has timed out refuses messages with an {@link IllegalStateException}.
 *
 * <p><b>Outside a transaction</b> they return when the broker has confirmed the message, and throw
 * a {@link SendException} that carries the outcome otherwise.
 *
 * <p>A payload of type {@code String} or {@code byte[]} is the body as it is; {@code null} is sent
 * as {@code {}}, as PikaBus does; anything else goes through the {@link PayloadCodec}.
 */
public interface PikaBus {

  /**
   * Connects in Java SE.
   *
   * @param settings the keys of the configuration page without their prefix, for example {@code
   *     host}, {@code username} or {@code header-prefix}; an empty map means a broker on localhost
   * @return a bus that reconnects by itself for as long as it is open
   * @throws ConfigurationException naming every faulty setting at once
   */
  static PikaBusClient connect(Map<String, String> settings) {
    return builder().settings(settings).connect();
  }

  /** Connects in Java SE, with more than settings: policies, a codec, credentials that change. */
  static PikaBusBuilder builder() {
    return new PikaBusBuilder();
  }

  /**
   * Sends a command to a queue. The queue must exist.
   *
   * @throws SendException outside a transaction, when the broker did not confirm the message
   * @throws PayloadException when the payload cannot be encoded
   */
  default void send(String queue, @Nullable Object payload) {
    send(queue, payload, SendOptions.none());
  }

  /**
   * Sends a command to a queue.
   *
   * @see #send(String, Object)
   */
  void send(String queue, @Nullable Object payload, SendOptions options);

  /**
   * Publishes an event. Some queue must be subscribed to the topic, unless {@link
   * SendOptions#withMandatory} said otherwise.
   *
   * @throws SendException outside a transaction, when the broker did not confirm the message
   * @throws PayloadException when the payload cannot be encoded
   */
  default void publish(String topic, @Nullable Object payload) {
    publish(topic, payload, SendOptions.none());
  }

  /**
   * Publishes an event.
   *
   * @see #publish(String, Object)
   */
  void publish(String topic, @Nullable Object payload, SendOptions options);

  /**
   * Sends a command to the queue that the message being handled names as its {@code
   * ReplyToAddress}. If only its AMQP property {@code reply_to} names one, the reply goes through
   * the default exchange and leaves after the commit: when nobody waits for it any more, it goes to
   * the error queue, and the work stays.
   *
   * @throws IllegalStateException outside a handler, or when the message names no such address, or
   *     one that is refused: the queue of the request, the error queue, a delay queue, or one that
   *     {@code allowed-reply-queues} does not name
   * @throws SendException outside a transaction, when the broker did not confirm the message
   */
  default void reply(@Nullable Object payload) {
    reply(payload, SendOptions.none());
  }

  /**
   * Replies with options.
   *
   * @see #reply(Object)
   */
  void reply(@Nullable Object payload, SendOptions options);

  /**
   * Sends a command that is not handled before a delay is over. The broker keeps it; this service
   * need not live that long. If the queue does not exist then, the message goes to the error queue.
   * With {@code delays = broker} the queue must exist already.
   *
   * @param delay from now, also inside a transaction; up to ten years of 365 days
   * @throws SendException outside a transaction, when the broker did not confirm the message
   * @throws IllegalArgumentException when the delay is negative or too long
   */
  default void defer(String queue, @Nullable Object payload, Duration delay) {
    defer(queue, payload, delay, SendOptions.none());
  }

  /**
   * Defers a command with options.
   *
   * @see #defer(String, Object, Duration)
   */
  void defer(String queue, @Nullable Object payload, Duration delay, SendOptions options);

  /**
   * The message whose handler runs on this thread.
   *
   * @return empty outside a handler, and on threads that a handler started
   */
  Optional<IncomingMetadata> incoming();

  /**
   * Binds a queue to topics; at once, never as part of a transaction. The queue must exist.
   *
   * @param topics with {@code *} for one word and {@code #} for any number of them
   * @throws BrokerException when the broker refuses, or cannot be reached
   */
  default void subscribe(String queue, String... topics) {
    for (String topic : topics) {
      subscribe(Subscription.of(queue, topic));
    }
  }

  /**
   * Binds a queue to a topic; at once, never as part of a transaction.
   *
   * @throws BrokerException when the broker refuses, or cannot be reached
   */
  void subscribe(Subscription subscription);

  /**
   * Takes bindings away; at once, never as part of a transaction. A binding that does not exist is
   * no error.
   *
   * @throws BrokerException when the broker refuses, or cannot be reached
   */
  default void unsubscribe(String queue, String... topics) {
    for (String topic : topics) {
      unsubscribe(Subscription.of(queue, topic));
    }
  }

  /**
   * Takes a binding away; at once, never as part of a transaction.
   *
   * @throws BrokerException when the broker refuses, or cannot be reached
   */
  void unsubscribe(Subscription subscription);

  /**
   * How many messages are ready in a queue. Messages delivered and not yet acknowledged do not
   * count.
   *
   * @throws BrokerException when the queue does not exist, or the broker cannot be reached
   */
  long messageCount(String queue);

  /** How the bus is doing now: its connection, and every queue that it consumes. */
  BusStatus status();

  /**
   * Handles no more messages of a queue, until {@link #resume}. A message that is being handled is
   * finished; those that were delivered ahead go back to the queue after 10 seconds, which counts
   * as a delivery of each. {@link #status()} says {@code PAUSED}, and readiness is down unless
   * {@code ready-while-paused} is set. Holds for this process, and until it ends. Returns at once.
   *
   * @param name of a channel, or a queue: then of every channel that consumes it
   * @param reason for whoever reads the status
   * @throws IllegalArgumentException when nothing of that name is consumed here
   */
  void pause(String name, String reason);

  /**
   * Handles messages again after {@link #pause}; does nothing when it was not paused by it.
   *
   * @throws IllegalArgumentException when nothing of that name is consumed here
   */
  void resume(String name);
}
