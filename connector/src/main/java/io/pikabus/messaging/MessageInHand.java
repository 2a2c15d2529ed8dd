package io.pikabus.messaging;

import io.pikabus.IncomingMetadata;
import io.pikabus.RolledBackException;
import io.pikabus.bus.DeliverySink;
import io.pikabus.text.Printable;
import io.pikabus.transaction.Batch;
import io.pikabus.transaction.BatchState;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * A message that is with the handler, until that acknowledges or refuses it. The lane's thread
 * hands it over and waits; the handler settles it on any thread.
 */
final class MessageInHand {

  private static final Duration CHECK = Duration.ofMillis(200);

  private final String channel;
  private final IncomingMetadata metadata;
  private final @Nullable Batch transaction;
  private final CompletableFuture<@Nullable Void> settled = new CompletableFuture<>();

  /**
   * Nobody has it yet.
   *
   * @param transaction inside which it is handled; null when there is none of ours
   */
  MessageInHand(String channel, IncomingMetadata metadata, @Nullable Batch transaction) {
    this.channel = channel;
    this.metadata = metadata;
    this.transaction = transaction;
  }

  /** Its identifier, to be shown. */
  String id() {
    return Printable.of(metadata.messageId());
  }

  /** What the handler gets. */
  Message<Object> message(Object payload) {
    return Message.of(
        payload,
        transaction == null ? Metadata.of(metadata) : Metadata.of(metadata, transaction),
        () -> {
          settled.complete(null);
          return CompletableFuture.completedFuture(null);
        },
        reason -> {
          settled.completeExceptionally(reason);
          return CompletableFuture.completedFuture(null);
        });
  }

  /**
   * Waits until it is settled. A handler may complete later, on another thread; nothing else is
   * delivered until then, or until its transaction has timed out.
   *
   * @param cancelled whether the channel's subscriber wants no more
   * @throws DeliverySink.AbandonedException when the channel was cancelled before
   * @throws RolledBackException when the transaction ended before
   * @throws Exception that of the handler
   */
  void awaitSettled(BooleanSupplier cancelled) throws Exception {
    while (true) {
      try {
        settled.get(CHECK.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (ExecutionException failed) {
        throw cause(failed);
      } catch (TimeoutException notYet) {
        if (transaction != null
            && transaction.state() == BatchState.DISCARDED
            && !settled.isDone()) {
          throw new RolledBackException(
              "The transaction around message %s of channel '%s' was rolled back while its handler was still at work: it took longer than the transaction timeout. Make it faster, raise the timeout, or set transacted = false."
                  .formatted(id(), channel),
              null);
        }
        if (cancelled.getAsBoolean() && !settled.isDone()) {
          throw new DeliverySink.AbandonedException(
              "The channel '%s' was cancelled while message %s was neither acknowledged nor refused; it goes back to queue '%s', and the channel delivers nothing more until the application is deployed again."
                  .formatted(channel, id(), Printable.of(metadata.queue())));
        }
      }
    }
  }

  /** The handler's own exception, out of the runtime's wrappings. */
  private static Exception cause(Throwable wrapped) {
    Throwable cause = wrapped;
    while (cause.getCause() != null
        && (cause instanceof ExecutionException
            || cause instanceof CompletionException
            || cause instanceof InvocationTargetException
            || cause.getClass().getSimpleName().equals("ProcessingException"))) {
      cause = cause.getCause();
    }
    return cause instanceof Exception exception ? exception : new ExecutionException(cause);
  }
}
