package io.pikabus.rabbitmq;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.SendOutcome;
import io.pikabus.protocol.Envelope;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A channel in confirm mode and the messages that wait on it. Written to under the publisher's
 * lock; the client's reader thread brings the broker's answers: a return comes before the confirm
 * of the same message (RabbitMQ, "Publisher Confirms").
 */
final class ConfirmChannel {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /**
   * Hears what becomes of each message, and of the channel. Called by the client's reader thread,
   * which must not be held up; {@code written} and {@code channelSpoiled} by the writer, too.
   */
  interface Listener {

    /** A message is in the client's hands, or with those that are about to be. By the writer. */
    void written(Envelope envelope);

    /** The broker has a message. */
    void confirmed(Publication publication);

    /** No queue receives a message, says the broker, and has confirmed it. */
    void returned(Publication publication, SendOutcome.Unroutable reply);

    /** The broker refused a message, and may take it on another channel. */
    void refused(ConfirmChannel by, Publication publication);

    /** One of the three was told. */
    void settled();

    /** The channel is closed, by whomever. What was not confirmed is still on it. */
    void channelClosed(ConfirmChannel gone, ShutdownSignalException cause);

    /** Our numbers and the broker's no longer agree on this channel. */
    void channelSpoiled(ConfirmChannel spoiled);
  }

  /** For what was held until its time was over: the socket has not been tried with it yet. */
  private static final Duration IN_HAND = Duration.ofSeconds(1);

  private final Channel client;
  private final CorkedFrames frames;
  private final Listener listener;
  private final PendingConfirms pending = new PendingConfirms();
  private FlushPolicy flushPolicy = FlushPolicy.NONE;

  /** The earliest deadline of those that are held. */
  private Deadline heldUntil = Deadline.in(Duration.ZERO);

  /** When a writer that is inside the socket is stuck there; null while nobody is. */
  private volatile @Nullable Deadline stuckFrom;

  ConfirmChannel(Channel client, Listener listener) throws IOException {
    this.client = client;
    this.frames = CorkedFrames.of(client);
    this.listener = listener;
    client.confirmSelect();
    client.addReturnListener(
        (code, text, exchange, routingKey, properties, body) ->
            pending.returned(
                new SendOutcome.Unroutable(code, text), exchange, routingKey, properties));
    client.addConfirmListener(
        (sequence, multiple) -> settle(sequence, multiple, this::confirmed),
        (sequence, multiple) -> settle(sequence, multiple, this::refused));
    client.addShutdownListener(cause -> listener.channelClosed(this, cause));
  }

  /**
   * Writes a message.
   *
   * @param expected whether others are known to follow
   * @return whether it waits for company, so that {@link #flush} must follow in a moment
   */
  boolean write(Publication publication, boolean expected) {
    publication.writing();
    long sequence = client.getNextPublishSeqNo();
    FlushPolicy joined = flushPolicy.joined(expected, pending.add(sequence, publication));
    stuckFrom = publication.deadline();
    try {
      if (joined.isEmpty()) {
        publish(publication.envelope());
      } else {
        heldUntil =
            flushPolicy.isEmpty()
                ? publication.deadline()
                : heldUntil.orEarlier(publication.deadline());
        hold(publication.envelope());
      }
      flushPolicy = joined;
      listener.written(publication.envelope());
    } catch (IOException | AlreadyClosedException broken) {
      // It stays pending; whoever learns of the lost channel writes it again.
      LOG.log(System.Logger.Level.DEBUG, "Writing failed: {0}", CloseReasons.describe(broken));
    } catch (RuntimeException | Error unwritable) {
      // The client has counted it and not written it.
      pending.remove(sequence);
      publication.outcome.complete(
          new SendOutcome.Refused(
              "AMQP cannot carry it: " + Printable.of(unwritable.getMessage())));
      listener.channelSpoiled(this);
    } finally {
      stuckFrom = null;
    }
    return !flushPolicy.isEmpty();
  }

  private void hold(Envelope envelope) throws IOException {
    frames.hold();
    try {
      publish(envelope);
    } finally {
      frames.release();
    }
  }

  private void publish(Envelope envelope) throws IOException {
    client.basicPublish(
        envelope.address().exchange(),
        envelope.address().routingKey(),
        envelope.mandatory(),
        PropertyMapping.toClient(envelope.properties()),
        envelope.body());
  }

  /**
   * No more are known to follow.
   *
   * @return whether some wait for company all the same, so that {@link #flush} must follow
   */
  boolean endBatch() {
    if (!flushPolicy.isEmpty() && flushPolicy.mayWait(pending.size())) {
      return true;
    }
    flush();
    return false;
  }

  /** Lets those go that wait for company. */
  void flush() {
    if (flushPolicy.isEmpty()) {
      return;
    }
    flushPolicy = FlushPolicy.NONE;
    stuckFrom = Deadline.in(IN_HAND).orLater(heldUntil);
    try {
      frames.flush();
    } catch (IOException broken) {
      LOG.log(System.Logger.Level.DEBUG, "Writing failed: {0}", CloseReasons.describe(broken));
    } finally {
      stuckFrom = null;
    }
  }

  /** Whether a writer is still inside the socket though the time of its message is over. */
  boolean isStuck() {
    Deadline from = stuckFrom;
    return from != null && from.isOver();
  }

  private void settle(long sequence, boolean multiple, Consumer<Publication> outcome) {
    if (pending.isPublished(sequence)) {
      pending.settle(sequence, multiple).forEach(outcome);
    } else {
      LOG.log(System.Logger.Level.DEBUG, "The broker confirms {0}, which was not sent.", sequence);
      listener.channelSpoiled(this);
    }
  }

  private void confirmed(Publication publication) {
    SendOutcome.Unroutable reply = publication.takeReturned();
    if (reply == null) {
      listener.confirmed(publication);
    } else {
      listener.returned(publication, reply);
    }
    listener.settled();
  }

  private void refused(Publication publication) {
    listener.refused(this, publication);
    listener.settled();
  }

  Connection connection() {
    return client.getConnection();
  }

  boolean isBusy() {
    return pending.size() > 0;
  }

  /** In the order of writing. */
  List<Publication> unconfirmed() {
    return pending.all();
  }

  /** Takes some of what is not confirmed, in the order of writing. */
  List<Publication> take(Predicate<Publication> which) {
    return pending.take(which);
  }

  /** Takes what is not confirmed, in the order of writing. */
  List<Publication> drain() {
    return pending.drain();
  }

  void close() {
    Declarer.abort(client);
  }
}
