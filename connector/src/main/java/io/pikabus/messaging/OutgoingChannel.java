package io.pikabus.messaging;

import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.OutgoingMetadata;
import io.pikabus.SendOptions;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.engine.Engine;
import io.pikabus.text.Printable;
import io.pikabus.transaction.Batch;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * An outgoing channel. Asks for all there is, so that an emitter hands a message over on its
 * caller's thread, inside the caller's transaction; never waits for the broker there. A source that
 * makes messages as fast as it is asked is paced instead.
 *
 * <p>A message is acknowledged to the application when its transaction holds it, or the broker has
 * confirmed it. A message that cannot be sent is refused to the application and marks the
 * transaction for rollback; no exception leaves, since it would end the channel for ever.
 */
final class OutgoingChannel implements Subscriber<Message<?>> {

  private static final System.Logger LOG = System.getLogger("io.pikabus.messaging");

  private final String name;
  private final OutgoingSettings settings;
  private final Engine engine;
  private final @Nullable PacedDemand paced;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  /**
   * Makes a channel.
   *
   * @param paced null where the source hands over only what somebody sends
   */
  OutgoingChannel(
      String name, OutgoingSettings settings, Engine engine, @Nullable PacedDemand paced) {
    this.name = name;
    this.settings = settings;
    this.engine = engine;
    this.paced = paced;
  }

  /** A second source is turned away (Reactive Streams 2.5). */
  @Override
  public void onSubscribe(Subscription subscription) {
    Objects.requireNonNull(subscription, "subscription (Reactive Streams 2.13)");
    if (subscribed.getAndSet(true)) {
      subscription.cancel();
      return;
    }
    if (paced == null) {
      subscription.request(Long.MAX_VALUE);
    } else {
      paced.begin(subscription);
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Whoever waits is told by ack and nack.
  public void onNext(Message<?> message) {
    Objects.requireNonNull(message, "message (Reactive Streams 2.13)");
    try {
      var sent = send(message);
      if (sent.isDone() && !sent.isCompletedExceptionally()) {
        settle(message, null);
      } else {
        sent.whenCompleteAsync(
            (nothing, failure) -> settle(message, failure), engine.acknowledger());
      }
    } catch (RuntimeException refused) {
      message
          .getMetadata(Batch.class)
          .ifPresentOrElse(Batch::discard, engine.outbound()::markForRollback);
      settle(message, refused);
    }
  }

  private CompletableFuture<@Nullable Void> send(Message<?> message) {
    OutgoingMetadata metadata = message.getMetadata(OutgoingMetadata.class).orElse(null);
    return engine
        .outbound()
        .send(
            settings,
            destination(metadata),
            message.getPayload(),
            metadata == null ? SendOptions.none() : metadata.options(),
            null,
            message.getMetadata(IncomingMetadata.class).orElse(null),
            message.getMetadata(Batch.class).orElse(null),
            engine.client(settings.bus().connection()));
  }

  private Destination destination(@Nullable OutgoingMetadata metadata) {
    Destination own = metadata == null ? null : metadata.destination();
    Destination destination = own != null ? own : settings.destination();
    if (destination == null) {
      throw new IllegalArgumentException(
          "A message of channel '%s' says no destination, and the channel has none. Attach OutgoingMetadata.toQueue or toTopic, or set queue or topic."
              .formatted(name));
    }
    return destination;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The runtime's own stages.
  private void settle(Message<?> message, @Nullable Throwable failure) {
    if (failure == null) {
      message.ack();
      settled(true);
      return;
    }
    settled(false);
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    LOG.log(
        System.Logger.Level.ERROR,
        "Channel {0} could not send a message: {1}",
        name,
        Printable.of(cause.getMessage()));
    message.nack(cause);
  }

  private void settled(boolean succeeded) {
    if (paced != null) {
      paced.settled(succeeded);
    }
  }

  private void end() {
    if (paced != null) {
      paced.stop();
    }
  }

  @Override
  public void onError(Throwable failure) {
    Objects.requireNonNull(failure, "failure (Reactive Streams 2.13)");
    end();
    LOG.log(
        System.Logger.Level.ERROR,
        "Channel " + name + " has ended: its source failed. Nothing more will be sent through it.",
        failure);
  }

  @Override
  public void onComplete() {
    end();
    LOG.log(System.Logger.Level.DEBUG, "Channel {0} has ended: its source is complete.", name);
  }
}
