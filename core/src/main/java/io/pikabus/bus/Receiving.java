package io.pikabus.bus;

import io.pikabus.BrokerException;
import io.pikabus.Destination;
import io.pikabus.PayloadException;
import io.pikabus.ReceivedMessage;
import io.pikabus.TransactionBody;
import io.pikabus.config.IncomingSettings;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.Topology;
import io.pikabus.rabbitmq.Delivery;
import io.pikabus.recovery.LinearRetries;
import io.pikabus.recovery.Recovery;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Receives single messages, as part of the calling thread's transaction if there is one. What a
 * lane would not hand to its handler is not received either: it goes where the lane puts it. Called
 * from any thread.
 */
public final class Receiving {

  private final Supplier<LaneSetup> setup;
  private final IncomingSettings settings;

  /**
   * For one bus.
   *
   * @param setup asked for at the first use, not before
   * @param settings of the bus, whatever its queue
   */
  public Receiving(Supplier<LaneSetup> setup, IncomingSettings settings) {
    this.setup = setup;
    this.settings = settings;
  }

  /** What a transaction receives with. */
  private record Key(Receiving by, String queue) {}

  /**
   * Receives one message.
   *
   * @param wait for one to come
   * @return empty when none came
   * @throws IllegalArgumentException when the queue's name cannot be one, or the wait is negative
   * @throws IllegalStateException when the thread's transaction takes no more part in anything
   * @throws BrokerException when the queue does not exist, or the broker cannot be reached
   * @throws PayloadException when the body is not of that type, or cannot be read; the exception
   *     says where the message is
   */
  <T> Optional<ReceivedMessage<T>> receive(String queue, Class<T> type, Duration wait) {
    if (wait.isNegative()) {
      throw new IllegalArgumentException(
          "A message cannot be waited for %s. Wait for PT0S, or longer.".formatted(wait));
    }
    IncomingSettings own = settings.forQueue(new Destination.Queue(queue).name());
    LaneSetup parts = setup.get();
    Optional<Batch> transaction = parts.transactions().current();
    ReceivedDeliveries deliveries =
        transaction
            .map(batch -> enlisted(batch, parts, own))
            .orElseGet(() -> deliveries(parts, own));
    boolean received = false;
    try {
      Optional<ReceivedMessage<T>> message = next(parts, own, deliveries, type, wait);
      received = true;
      return message;
    } finally {
      if (transaction.isEmpty()) {
        if (received) {
          deliveries.committed();
        } else {
          deliveries.rolledBack();
        }
      }
    }
  }

  /** Works in the calling thread's transaction, or in one of the bus's own. */
  <X extends Exception> void inTransaction(TransactionBody<X> body) throws X {
    setup.get().transactions().inTransaction(body);
  }

  /**
   * Declares a queue as it would be consumed.
   *
   * @throws IllegalArgumentException when a name cannot be one
   * @throws BrokerException when something is missing and is not made
   */
  void declareQueue(String queue, List<String> topics) {
    setup.get().client().declareQueue(queue, topology(queue, topics));
  }

  private Topology topology(String queue, List<String> topics) {
    topics.forEach(Destination.Topic::new);
    return settings.forQueue(new Destination.Queue(queue).name(), topics).topology();
  }

  private ReceivedDeliveries enlisted(Batch batch, LaneSetup parts, IncomingSettings own) {
    return (ReceivedDeliveries)
        batch.enlist(new Key(this, own.queue()), () -> deliveries(parts, own));
  }

  private static ReceivedDeliveries deliveries(LaneSetup parts, IncomingSettings own) {
    return new ReceivedDeliveries(own.queue(), parts.client().receiver(own.queue(), own.bus()));
  }

  private static <T> Optional<ReceivedMessage<T>> next(
      LaneSetup parts,
      IncomingSettings own,
      ReceivedDeliveries deliveries,
      Class<T> type,
      Duration wait) {
    Deadline deadline = Deadline.in(wait);
    Unreceived unreceived = new Unreceived(parts, own);
    while (true) {
      Delivery delivery = deliveries.next(deadline.left()).orElse(null);
      if (delivery == null) {
        return Optional.empty();
      }
      if (!unreceived.isElsewhere(delivery)) {
        T payload = type.cast(payload(parts, own, unreceived, delivery, type));
        deliveries.add(delivery);
        return Optional.of(ReceivedMessage.of(payload, delivery.metadata()));
      }
    }
  }

  private static Object payload(
      LaneSetup parts,
      IncomingSettings own,
      Unreceived unreceived,
      Delivery delivery,
      Class<?> type) {
    try {
      return Handling.decode(parts, own, delivery, type);
    } catch (RuntimeException undecodable) {
      throw unreceived.failure(delivery, undecodable);
    } catch (Error broken) {
      delivery.requeue();
      throw broken;
    }
  }

  /** What becomes of a message that is taken and not received. */
  private static final class Unreceived {
    private final LaneSetup parts;
    private final IncomingSettings own;
    private final Recovery recovery;
    private final Copies copies;

    Unreceived(LaneSetup parts, IncomingSettings own) {
      this.parts = parts;
      this.own = own;
      this.recovery =
          new Recovery(
              own,
              parts.policy() != null ? parts.policy() : new LinearRetries(own.retries()),
              parts.secrets());
      this.copies =
          new Copies(
              parts.client(),
              parts.confirmTimeout(),
              new HeldDeliveries(own.queue(), 1),
              (delivery, properties) -> delivery.requeue());
    }

    /**
     * Whether a copy took the place of a message: it is not due yet, or its queue would soon give
     * it up. A rollback costs a message no more than that, however many there are.
     *
     * @throws BrokerException when the copy has no place: the message is back in its queue
     */
    boolean isElsewhere(Delivery delivery) {
      if (own.consumesItsErrors() || delivery.fault() != null) {
        return false;
      }
      Optional<Envelope> copy =
          recovery
              .untilDue(delivery.properties(), delivery.body(), Instant.now())
              .or(
                  () ->
                      recovery.afterDeliveries(
                          delivery.properties(), delivery.body(), delivery.deliveries(), true));
      copy.flatMap(envelope -> copies.placeOnce(delivery, envelope))
          .ifPresent(
              reason -> {
                delivery.requeue();
                throw new BrokerException(
                    "Message %s of queue '%s' was not received: a copy of it is to take its place, and cannot; it is back in its queue. %s"
                        .formatted(
                            Printable.of(delivery.metadata().messageId()),
                            Printable.of(own.queue()),
                            reason),
                    null);
              });
      return copy.isPresent();
    }

    /** What the caller is told of a message that cannot be decoded, and where it is now. */
    PayloadException failure(Delivery delivery, RuntimeException cause) {
      return new PayloadException(
          "Message %s of queue '%s' was not received, and %s. %s"
              .formatted(
                  Printable.of(delivery.metadata().messageId()),
                  Printable.of(own.queue()),
                  place(delivery, cause),
                  cause.getMessage()),
          cause);
    }

    private String place(Delivery delivery, RuntimeException cause) {
      if (own.consumesItsErrors()) {
        delivery.requeue();
        return delivery.fault() == null
            ? "stays there, since it is the error queue: receive it as byte[]"
            : "stays there, since it is the error queue: look at it with the command line for the error queue";
      }
      Recovery.Next next;
      try {
        next =
            recovery.next(
                delivery.metadata(), delivery.properties(), delivery.body(), cause, Instant.now());
      } catch (RuntimeException undecided) {
        delivery.requeue();
        cause.addSuppressed(undecided);
        return "is back in its queue, because what follows could not be decided";
      }
      Optional<Envelope> copy = next.copy();
      if (copy.isEmpty()) {
        delivery.acknowledge();
        return "was discarded, as the retry policy decided";
      }
      Optional<String> obstacle = copies.placeOnce(delivery, copy.get());
      if (obstacle.isEmpty()) {
        return next instanceof Recovery.Next.Again again
            ? "is tried again in " + again.pause()
            : "went to " + copy.get().destination();
      }
      if (next instanceof Recovery.Next.Sent sent
          && copies.placeOnce(delivery, sent.errors()).isEmpty()) {
        return "went to %s, because it could not be sent elsewhere (%s)"
            .formatted(sent.errors().destination(), obstacle.get());
      }
      delivery.requeue();
      return "is back in its queue, because its copy has no place (%s)".formatted(obstacle.get());
    }
  }
}
