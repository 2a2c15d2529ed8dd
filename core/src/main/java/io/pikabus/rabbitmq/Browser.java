package io.pikabus.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.BrokerException;
import io.pikabus.IncomingMetadata;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.IncomingHeaders;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.protocol.TimeFormat;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a queue from its front: takes one message after the other without acknowledging it,
 * and gives back what was not acknowledged, in its order. One message at a time is in memory.
 *
 * <p>Meanwhile the messages are hidden from other consumers, and the broker marks them as
 * redelivered afterwards; a quorum queue counts the delivery. Not safe for threads.
 */
public final class Browser implements AutoCloseable {

  private static final Duration RETURN = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final BrokerConnection connection;
  private final HeaderNames names;
  private final TimeFormat times;
  private @Nullable Channel channel;
  private long inHand;

  /** Begins to connect; does not wait. */
  public Browser(ConnectionSettings settings, HeaderNames names, TimeFormat times) {
    this.connection = new BrokerConnection("browsing", settings);
    this.names = names;
    this.times = times;
  }

  /**
   * A message in hand.
   *
   * @param properties as they came, with the header values that the client read
   * @param body empty if it was too large to be received
   * @param fault why it could not be read as it came: it must not be sent on; null otherwise
   */
  public record Found(
      long tag,
      IncomingMetadata metadata,
      MessageProperties properties,
      byte[] body,
      @Nullable String fault) {}

  /**
   * How many messages are ready.
   *
   * @return empty when there is no such queue
   * @throws BrokerException when the broker cannot be reached, or refuses
   */
  public Optional<Long> ready(String queue) {
    return connection.call(
        "Looking at queue '%s'".formatted(Printable.of(queue)),
        open ->
            Declarer.exists(open, queue)
                ? Optional.of(Declarer.onChannel(open, c -> c.messageCount(queue)))
                : Optional.<Long>empty());
  }

  /**
   * Takes the next message.
   *
   * @return empty when none is ready
   * @throws BrokerException when the connection or the channel is lost, or the broker refuses; then
   *     everything in hand goes back to the queue
   */
  public Optional<Found> next(String queue) {
    Channel open = channel;
    if (open == null) {
      open = connection.call("Opening a channel", Declarer::channel);
      channel = open;
    }
    try {
      GetResponse got = open.basicGet(queue, false);
      if (got == null) {
        return Optional.empty();
      }
      inHand++;
      return Optional.of(found(queue, got));
    } catch (IOException | ShutdownSignalException failure) {
      throw failed("Taking a message of queue '%s'".formatted(Printable.of(queue)), failure);
    }
  }

  private Found found(String queue, GetResponse got) {
    MessageProperties received = PropertyMapping.fromClient(got.getProps());
    String missing = received.header(InboundGuard.BODY_MISSING);
    String unreadable = received.header(InboundGuard.REPAIRED);
    MessageProperties properties =
        received.without(InboundGuard.BODY_MISSING).without(InboundGuard.REPAIRED);
    IncomingMetadata metadata =
        IncomingHeaders.read(
            queue,
            got.getEnvelope().isRedeliver(),
            got.getEnvelope().getExchange(),
            got.getEnvelope().getRoutingKey(),
            properties,
            PropertyMapping.readable(properties.headers()),
            got.getBody(),
            names,
            times);
    return new Found(
        got.getEnvelope().getDeliveryTag(),
        metadata,
        properties,
        got.getBody(),
        missing != null ? missing : unreadable);
  }

  /**
   * Takes a message out of the queue.
   *
   * @throws BrokerException when the channel is lost: the message is back in the queue
   */
  public void acknowledge(Found message) {
    Channel open = channel;
    if (open == null) {
      throw new BrokerException("The message is not in hand any more.", null);
    }
    try {
      open.basicAck(message.tag(), false);
      inHand--;
    } catch (IOException | ShutdownSignalException failure) {
      throw failed("Acknowledging a message", failure);
    }
  }

  private static BrokerException failed(String what, Exception failure) {
    return new BrokerException(
        "%s failed: %s".formatted(what, CloseReasons.sentence(CloseReasons.describe(failure))),
        failure);
  }

  /**
   * Gives back everything in hand; the next message is again the first of the queue. The broker
   * puts the messages back a little after it has closed the channel: waits for that for a few
   * seconds, also while the connection is lost, but not for messages that somebody else has taken
   * by then.
   */
  public void giveBack(String queue) {
    Channel open = channel;
    long expected = inHand;
    channel = null;
    inHand = 0;
    if (open != null) {
      Declarer.close(open);
    }
    Deadline deadline = Deadline.in(RETURN);
    while (expected > 0 && !deadline.isOver() && isBelow(queue, expected)) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private boolean isBelow(String queue, long expected) {
    try {
      return ready(queue).orElse(expected) < expected;
    } catch (BrokerException cut) {
      return true; // A new connection may be there at the next look.
    }
  }

  /** Gives back everything, and closes the connection. */
  @Override
  public void close() {
    Channel open = channel;
    channel = null;
    if (open != null) {
      Declarer.close(open);
    }
    connection.close();
  }
}
