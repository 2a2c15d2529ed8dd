package io.pikabus.bus;

import io.pikabus.SendOutcome;
import io.pikabus.bus.HeldDelivery.Outcome;
import io.pikabus.log.Repetitions;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.rabbitmq.Delivery;
import io.pikabus.recovery.Backoff;
import io.pikabus.recovery.FittingCopy;
import io.pikabus.recovery.Recovery;
import io.pikabus.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Replaces a message of a lane by its copy: the copy is confirmed first, then the original is
 * acknowledged. What cannot be placed is held, and the lane goes on. On the lane's thread.
 */
final class Copies {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  /** How long the lane waits for a copy's confirm before it goes on with the next message. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Between two attempts in place: a message in hand must not outlast the broker's patience. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Handles a message once more without another delivery. */
  interface Again {
    /**
     * Handles it.
     *
     * @param properties with the count of its failures, which the broker does not know
     */
    void handle(Delivery delivery, MessageProperties properties);
  }

  private final BrokerClient client;
  private final Duration confirmTimeout;
  private final HeldDeliveries held;
  private final Repetitions repetitions = new Repetitions(1);
  private final Again again;

  Copies(BrokerClient client, Duration confirmTimeout, HeldDeliveries held, Again again) {
    this.client = client;
    this.confirmTimeout = confirmTimeout;
    this.held = held;
    this.again = again;
  }

  /** After a failure: to its queue, perhaps later, or to the error queue. */
  void place(Delivery delivery, Recovery.Next next) {
    MessageProperties counted =
        next.copy().properties().without(next.copy().names().deferredTime());
    Optional<Outcome> inPlace =
        next.pause().map(pause -> inPlace(delivery, counted, atLeast(pause, next.failures())));
    place(new Copy(delivery, next.copy(), inPlace));
  }

  /** Before it is due: to its queue, later. Where nothing can be delayed it waits in hand. */
  void place(Delivery delivery, Envelope early, Instant due) {
    Duration remaining = Duration.between(Instant.now(), due);
    Outcome inHand =
        remaining.compareTo(LONGEST_PAUSE) <= 0
            ? inPlace(delivery, delivery.properties(), remaining.plusMillis(1))
            : new Outcome.Instead(
                new Copy(delivery, early.undeferred(), Optional.empty()), LONGEST_PAUSE);
    place(new Copy(delivery, early, Optional.of(inHand)));
  }

  /** At once: to its queue, or to the error queue. */
  void place(Delivery delivery, Envelope instead) {
    place(new Copy(delivery, instead, Optional.empty()));
  }

  /**
   * Places a copy once, with nobody to try again, and waits for its confirm; then the original is
   * acknowledged.
   *
   * @return why the copy has no place; empty when it is confirmed
   */
  Optional<String> placeOnce(Delivery delivery, Envelope instead) {
    if (delivery.isLost()) {
      return Optional.of("its channel is gone, and the broker delivers it again");
    }
    try {
      return new Copy(delivery, instead, Optional.empty()).begin().join()
              instanceof Outcome.Failed failed
          ? Optional.of(failed.reason())
          : Optional.empty();
    } catch (CompletionException unexpected) {
      return Optional.of(Printable.of(unexpected.getMessage()));
    }
  }

  /** Nothing is known but that it must be handled again. */
  void again(Delivery delivery, MessageProperties properties) {
    HeldDelivery waiting = new HeldDelivery(delivery, new HandledAgain(delivery, properties));
    waiting.waitFor(LONGEST_PAUSE);
    held.add(waiting);
  }

  private static Duration atLeast(Duration pause, int failures) {
    Duration least = Backoff.after(Math.max(failures, 1), 1);
    return pause.compareTo(least) < 0 ? least : pause;
  }

  private Outcome inPlace(Delivery delivery, MessageProperties properties, Duration pause) {
    return new Outcome.Instead(
        new HandledAgain(delivery, properties),
        pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
  }

  /** A message that is handled again without another delivery. */
  private final class HandledAgain implements HeldDelivery.Step {
    private final Delivery delivery;
    private final MessageProperties properties;

    HandledAgain(Delivery delivery, MessageProperties properties) {
      this.delivery = delivery;
      this.properties = properties;
    }

    @Override
    public boolean callsHandler() {
      return true;
    }

    @Override
    public CompletableFuture<Outcome> begin() {
      again.handle(delivery, properties);
      return CompletableFuture.completedFuture(new Outcome.Done());
    }
  }

  private void tellInPlace(String refusal, String why) {
    repetitions
        .next(why)
        .ifPresent(
            more ->
                LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} It stays in its queue, unacknowledged, and is tried again from here after {1} at most.{2}",
                    refusal,
                    LONGEST_PAUSE,
                    more));
  }

  private void place(Copy copy) {
    HeldDelivery message = new HeldDelivery(copy.delivery, copy);
    try {
      message.begin().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (!message.attend()) {
        held.add(message);
      }
    } catch (TimeoutException slow) {
      message.late("%s was not confirmed within %s.".formatted(copy.copy.describe(), PATIENCE));
      held.add(message);
    } catch (ExecutionException unexpected) {
      message.fail(Printable.of(unexpected.getMessage()));
      held.add(message);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      held.add(message);
    }
  }

  /** One message's copy. */
  private final class Copy implements HeldDelivery.Step {
    private final Delivery delivery;
    private Envelope copy;

    /** Where the broker refuses a copy that is for the same queue. */
    private final Optional<Outcome> otherwise;

    Copy(Delivery delivery, Envelope copy, Optional<Outcome> otherwise) {
      this.delivery = delivery;
      this.copy = copy;
      this.otherwise = otherwise;
    }

    @Override
    public CompletableFuture<Outcome> begin() {
      if (delivery.isLost()) {
        // The broker delivers it again; a copy would only be one more.
        return CompletableFuture.completedFuture(new Outcome.Done());
      }
      Optional<Envelope> fitting;
      try {
        fitting = FittingCopy.of(copy, client.frameRoom(), otherwise.isPresent());
      } catch (RuntimeException unwritable) {
        return CompletableFuture.completedFuture(refused(Printable.of(unwritable)));
      }
      if (fitting.isEmpty()) {
        return CompletableFuture.completedFuture(
            refused(
                "its headers do not fit the broker's frames, which have %d octets; raise frame_max"
                    .formatted(client.frameRoom().most())));
      }
      return client.publish(fitting.get(), confirmTimeout).thenApply(this::outcome);
    }

    private Outcome outcome(SendOutcome outcome) {
      if (outcome instanceof SendOutcome.Confirmed) {
        delivery.acknowledge();
        return new Outcome.Done();
      }
      if (outcome instanceof SendOutcome.Unknown unknown) {
        if (unknown.mayHaveArrived()) {
          copy = copy.possibleDuplicate();
        }
        return new Outcome.Failed(
            "%s was not confirmed (%s): %s"
                .formatted(copy.describe(), unknown.cause(), Printable.of(unknown.reason())));
      }
      return refused(
          outcome instanceof SendOutcome.Refused refusal
              ? Printable.of(refusal.reason())
              : outcome instanceof SendOutcome.Unroutable lost
                  ? "no queue receives it (%s %s)"
                      .formatted(lost.replyCode(), Printable.of(lost.replyText()))
                  : outcome.toString());
    }

    private Outcome refused(String why) {
      String refusal = "%s was refused: %s".formatted(copy.describe(), why);
      if (otherwise.isPresent()) {
        tellInPlace(refusal, why);
      }
      return otherwise.orElseGet(() -> new Outcome.Failed(refusal));
    }
  }
}
