package io.pikabus.bus;

import io.pikabus.SendOutcome;
import io.pikabus.bus.HeldDelivery.Outcome;
import io.pikabus.log.Repetitions;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.rabbitmq.Delivery;
import io.pikabus.recovery.Backoff;
import io.pikabus.recovery.FailureHeaders;
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
import org.jspecify.annotations.Nullable;

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

  /** After a failure: what was decided. */
  void place(Delivery delivery, Recovery.Next next) {
    if (next instanceof Recovery.Next.Again again) {
      MessageProperties counted =
          again.again().properties().without(again.again().names().deferredTime());
      place(
          new Copy(
              delivery,
              again.again(),
              inPlace(delivery, counted, atLeast(again.pause(), next.failures()))));
    } else if (next instanceof Recovery.Next.Sent sent) {
      place(new Copy(delivery, sent.there(), (refusal, why) -> errors(delivery, sent, refusal)));
    } else if (next instanceof Recovery.Next.GivenUp givenUp) {
      place(delivery, givenUp.errors());
    } else {
      delivery.acknowledge();
    }
  }

  /** The queue of the policy's choice did not take it. */
  private Outcome errors(Delivery delivery, Recovery.Next.Sent sent, String refusal) {
    repetitions
        .next(refusal(sent.there()))
        .ifPresent(
            more ->
                LOG.log(
                    System.Logger.Level.ERROR,
                    "{0} It goes to {1} instead.{2}",
                    refusal,
                    sent.errors().destination(),
                    more));
    return new Outcome.Instead(
        new Copy(
            delivery,
            FailureHeaders.because(
                sent.errors(), "The retry policy sent it elsewhere, in vain. " + refusal),
            null),
        Duration.ZERO);
  }

  private static String refusal(Envelope there) {
    return "refused by " + there.destination();
  }

  /** Before it is due: to its queue, later. Where nothing can be delayed it waits in hand. */
  void place(Delivery delivery, Envelope early, Instant due) {
    Duration remaining = Duration.between(Instant.now(), due);
    Otherwise inHand =
        remaining.compareTo(LONGEST_PAUSE) <= 0
            ? inPlace(delivery, delivery.properties(), remaining.plusMillis(1))
            : inPlace(
                new Outcome.Instead(new Copy(delivery, early.undeferred(), null), LONGEST_PAUSE));
    place(new Copy(delivery, early, inHand));
  }

  /** At once: to its queue, or to the error queue. */
  void place(Delivery delivery, Envelope instead) {
    place(new Copy(delivery, instead, null));
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
      return new Copy(delivery, instead, null).begin().join() instanceof Outcome.Failed failed
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

  private Otherwise inPlace(Delivery delivery, MessageProperties properties, Duration pause) {
    return inPlace(
        new Outcome.Instead(
            new HandledAgain(delivery, properties),
            pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause));
  }

  private Otherwise inPlace(Outcome instead) {
    return (refusal, why) -> {
      tellInPlace(refusal, why);
      return instead;
    };
  }

  /** What becomes of a message whose copy the broker refuses. */
  private interface Otherwise {
    /**
     * Tells it, and decides.
     *
     * @param refusal a sentence
     * @param why its reason alone
     */
    Outcome after(String refusal, String why);
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

    /** Null for a copy that has no other place: it is tried again. */
    private final @Nullable Otherwise otherwise;

    Copy(Delivery delivery, Envelope copy, @Nullable Otherwise otherwise) {
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
        fitting = FittingCopy.of(copy, client.frameRoom(), otherwise != null);
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
      return otherwise == null ? new Outcome.Failed(refusal) : otherwise.after(refusal, why);
    }
  }
}
