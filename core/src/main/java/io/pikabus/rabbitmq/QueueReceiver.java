package io.pikabus.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.BrokerException;
import io.pikabus.PayloadException;
import io.pikabus.config.BusSettings;
import io.pikabus.recovery.Backoff;
import io.pikabus.text.Printable;
import io.pikabus.thread.WorkThread;
import io.pikabus.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages out of one queue, each when it is asked for, on a channel of its own: what the
 * broker says of this queue costs no other one its channel.
 *
 * <p>It takes what is ready with {@code basic.get}, and waits with a consumer whose prefetch is 1,
 * so that nothing is asked again and again and no second message is in hand.
 *
 * <p>For one thread at a time; what it delivers may be settled by any. Whoever has it gives it back
 * with {@link #close}.
 */
public final class QueueReceiver implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private final BrokerConnection connection;
  private final WorkThread acknowledging;
  private final String queue;
  private final BusSettings bus;
  private final IdleReceivers idle;
  private @Nullable Line line;

  QueueReceiver(
      BrokerConnection connection,
      WorkThread acknowledging,
      String queue,
      BusSettings bus,
      IdleReceivers idle) {
    this.connection = connection;
    this.acknowledging = acknowledging;
    this.queue = queue;
    this.bus = bus;
    this.idle = idle;
  }

  /** Whether it is for this queue, and reads the headers of this bus. */
  boolean isFor(String other, BusSettings otherBus) {
    return queue.equals(other) && bus.equals(otherBus);
  }

  /**
   * Takes the next message.
   *
   * @param wait for one to come; zero for not at all. Connecting is not counted: it has its own
   *     timeout.
   * @return empty when none came; else one that is not settled
   * @throws BrokerException when the queue does not exist, the broker cannot be reached or refuses,
   *     or the thread is interrupted, which it is still then
   * @throws PayloadException when the next message is larger than is received; it stays in its
   *     queue, unsettled, for as long as the channel is open
   */
  public Optional<Delivery> receive(Duration wait) {
    Deadline deadline = Deadline.in(wait);
    String what = "Receiving from queue '%s'".formatted(Printable.of(queue));
    for (int losses = 1; ; losses++) {
      Connection open = connection.call(what, present -> present);
      try {
        return take(open, deadline);
      } catch (IOException | ShutdownSignalException failure) {
        if (!CloseReasons.isBroken(failure) || deadline.isOver()) {
          throw new BrokerException(
              "%s failed: %s"
                  .formatted(what, CloseReasons.sentence(CloseReasons.describe(failure))),
              failure);
        }
        LOG.log(System.Logger.Level.DEBUG, "{0} goes on: {1}", what, failure.getMessage());
      } catch (InterruptedException interrupted) {
        throw interrupted(what, interrupted);
      }
      try {
        Duration pause = Backoff.after(losses, ThreadLocalRandom.current().nextDouble());
        Thread.sleep(Math.min(pause.toMillis(), Math.max(deadline.millisLeft(), 1)));
      } catch (InterruptedException interrupted) {
        throw interrupted(what, interrupted);
      }
    }
  }

  private static BrokerException interrupted(String what, InterruptedException interrupted) {
    Thread.currentThread().interrupt();
    return new BrokerException(what + " was interrupted.", interrupted);
  }

  private Optional<Delivery> take(Connection open, Deadline deadline)
      throws IOException, InterruptedException {
    Line on = line;
    if (on == null || !on.isOn(open)) {
      if (on != null) {
        on.consumer.close();
      }
      on = new Line(open, Declarer.channel(open));
      line = on;
    }
    return on.take(deadline);
  }

  /** Gives it back, to be used again. What it delivered may still be settled. */
  @Override
  public void close() {
    idle.give(this);
  }

  /** Closes its channel. What is not settled goes back to the queue. */
  void end() {
    Line last = line;
    line = null;
    if (last != null) {
      last.consumer.close();
    }
  }

  /** What comes from the broker. */
  private sealed interface Event {
    record Arrived(Delivery delivery) implements Event {}

    record TooLarge(@Nullable String messageId, String reason) implements Event {}

    record Ended(@Nullable ShutdownSignalException cause) implements Event {}
  }

  /** A channel, and what has come on it. */
  private final class Line implements ConsumerChannel.Owner {
    private final Connection open;
    private final Channel channel;
    private final ConsumerChannel consumer;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    Line(Connection open, Channel channel) {
      this.open = open;
      this.channel = channel;
      this.consumer =
          new ConsumerChannel(
              channel, queue, bus.headerNames(), bus.timeFormat(), acknowledging, this);
      channel.addShutdownListener(cause -> events.add(new Event.Ended(cause)));
    }

    boolean isOn(Connection present) {
      return open == present && channel.isOpen();
    }

    Optional<Delivery> take(Deadline deadline) throws IOException, InterruptedException {
      events.removeIf(Event.Ended.class::isInstance);
      Event event = consumer.get() ? events.poll() : null;
      if (event == null && !deadline.isOver()) {
        event = await(deadline);
      }
      if (event instanceof Event.TooLarge large) {
        throw new PayloadException(
            "Message %s of queue '%s' is not received: %s It stays in its queue. Raise max-message-size to receive it."
                .formatted(Printable.of(large.messageId()), Printable.of(queue), large.reason()),
            null);
      }
      if (event instanceof Event.Ended ended) {
        throw new IOException("The consumer was ended by the broker.", ended.cause());
      }
      return event instanceof Event.Arrived arrived
          ? Optional.of(arrived.delivery())
          : Optional.empty();
    }

    private @Nullable Event await(Deadline deadline) throws IOException, InterruptedException {
      Event event = null;
      boolean interrupted = false;
      try {
        consumer.consume(1);
        event = events.poll(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException cut) {
        interrupted = true;
      } finally {
        consumer.pause();
      }
      if (event == null && !interrupted) {
        // It may have come while the consumer ended.
        event = events.poll();
      }
      for (Event more = events.poll(); more != null; more = events.poll()) {
        if (more instanceof Event.Arrived unasked) {
          unasked.delivery().requeue();
        }
      }
      if (interrupted) {
        throw new InterruptedException();
      }
      return event;
    }

    @Override
    public void arrived(Delivery delivery) {
      events.add(new Event.Arrived(delivery));
    }

    @Override
    public void holding(ConsumerChannel on, @Nullable String messageId, String reason) {
      events.add(new Event.TooLarge(messageId, reason));
    }

    @Override
    public void cancelled(ConsumerChannel on) {
      events.add(new Event.Ended(null));
    }
  }
}
