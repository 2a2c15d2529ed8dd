package io.pikabus.rabbitmq;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.pikabus.IncomingMetadata;
import io.pikabus.protocol.MessageProperties;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A message in our hands until it is settled: exactly once, by any thread. If its channel is gone
 * the broker delivers it again, and settling does nothing.
 */
public final class Delivery {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /** What was said to the broker about a delivery. */
  public enum Settlement {
    /** Nothing yet. */
    UNSETTLED,
    /** Handled, or safely elsewhere. */
    ACKNOWLEDGED,
    /** Back to its queue. */
    REQUEUED
  }

  private final Channel channel;
  private final long tag;
  private final IncomingMetadata metadata;
  private final MessageProperties properties;
  private final byte[] body;
  private final AtomicReference<Settlement> settlement =
      new AtomicReference<>(Settlement.UNSETTLED);

  Delivery(
      Channel channel,
      long tag,
      IncomingMetadata metadata,
      MessageProperties properties,
      byte[] body) {
    this.channel = channel;
    this.tag = tag;
    this.metadata = metadata;
    this.properties = properties;
    this.body = body;
  }

  /** What an application sees. */
  public IncomingMetadata metadata() {
    return metadata;
  }

  /** As it came, with the header values that the client read: for sending it on unchanged. */
  public MessageProperties properties() {
    return properties;
  }

  /** Not copied; not to be changed. */
  public byte[] body() {
    return body;
  }

  /** Whether the broker has given it to somebody else by now, or will. */
  public boolean isLost() {
    return !channel.isOpen();
  }

  /** It is handled, or safely elsewhere. */
  public void acknowledge() {
    settle(Settlement.ACKNOWLEDGED, () -> channel.basicAck(tag, false));
  }

  /** Back to where it came from, to be delivered again. */
  public void requeue() {
    settle(Settlement.REQUEUED, () -> channel.basicNack(tag, false, true));
  }

  private void settle(Settlement how, Wire wire) {
    if (!settlement.compareAndSet(Settlement.UNSETTLED, how)) {
      return;
    }
    try {
      wire.say();
    } catch (IOException | AlreadyClosedException gone) {
      LOG.log(
          System.Logger.Level.INFO,
          "Message {0} of queue {1} will be delivered again: its channel is gone ({2}).",
          metadata.messageId(),
          metadata.queue(),
          Replies.describe(gone));
    }
  }

  private interface Wire {
    void say() throws IOException;
  }
}
