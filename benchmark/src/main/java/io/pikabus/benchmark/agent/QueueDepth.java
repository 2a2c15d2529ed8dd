package io.pikabus.benchmark.agent;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How many messages lie ready in a queue; by a connection of its own, for one thread. */
public final class QueueDepth implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Connection connection;
  private final Channel channel;
  private final String queue;

  /** Of a queue. */
  public QueueDepth(BrokerAddress broker, String queue) throws Exception {
    this.connection = broker.connect();
    this.channel = connection.createChannel();
    this.queue = queue;
  }

  /** Now. */
  public long now() throws Exception {
    return channel.messageCount(queue);
  }

  /** Waits until there are so many. */
  public void await(long count) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (long there = now(); there < count; there = now()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Queue %s holds %d messages after %s, and should hold %d."
                .formatted(queue, there, PATIENCE, count));
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** Waits until none is left, for consumers have taken them all. */
  public void awaitNone() throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (long there = now(); there > 0; there = now()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Queue %s still holds %d messages after %s.".formatted(queue, there, PATIENCE));
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Override
  public void close() throws Exception {
    connection.close();
  }
}
