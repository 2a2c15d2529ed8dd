package io.pikabus.bus;

import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.SendException;
import io.pikabus.SendOptions;
import io.pikabus.SendOutcome;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.payload.Payloads;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderRules;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.transaction.Batch;
import io.pikabus.transaction.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The one way out: body, headers, then the transaction on the calling thread, or the broker where
 * there is none. {@code PikaBus}, emitters and processors all come through here.
 */
public final class Outbound {

  private final Payloads payloads;
  private final Transactions transactions;
  private final CurrentMessage current;

  public Outbound(Payloads payloads, Transactions transactions, CurrentMessage current) {
    this.payloads = payloads;
    this.transactions = transactions;
    this.current = current;
  }

  /**
   * Sends a message.
   *
   * @param delay before which it must not be handled; null for at once
   * @param handled the message being handled; null means that of the calling thread, if any
   * @param publisher of the broker that the settings name
   * @return completed when the transaction holds the message, or the broker has confirmed it;
   *     exceptionally with a {@link SendException}
   * @throws IllegalStateException when the thread's transaction takes no more messages
   * @throws IllegalArgumentException when a header cannot travel
   * @throws io.pikabus.PayloadException when the payload cannot be encoded
   */
  public CompletableFuture<@Nullable Void> send(
      OutgoingSettings settings,
      Destination destination,
      @Nullable Object payload,
      SendOptions options,
      @Nullable Duration delay,
      @Nullable IncomingMetadata handled,
      MessagePublisher publisher) {
    Instant now = Instant.now();
    Deferral deferral =
        delay == null ? null : new Deferral(now.plus(delay), settings.bus().errorQueue());
    Optional<Batch> transaction = transactions.current();
    Envelope envelope =
        HeaderRules.envelope(
            new HeaderRules.Request(
                destination,
                payloads.encode(payload),
                payloads.contentType(),
                payloads.contentEncoding(),
                typed(options, settings),
                deferral),
            settings.sender(),
            handled != null ? handled : current.get().orElse(null),
            now,
            () -> UUID.randomUUID().toString());
    if (transaction.isPresent()) {
      transaction.get().add(envelope, publisher, settings.confirmTimeout());
      return CompletableFuture.completedFuture(null);
    }
    return publisher
        .publish(envelope, settings.confirmTimeout())
        .thenApply(outcome -> confirmed(envelope, outcome));
  }

  /** The transaction on the calling thread, if there is one, shall not commit. */
  public void markForRollback() {
    transactions.markForRollback();
  }

  private static SendOptions typed(SendOptions options, OutgoingSettings settings) {
    String type = settings.messageType();
    return options.messageType() != null || type == null ? options : options.withMessageType(type);
  }

  private static @Nullable Void confirmed(Envelope envelope, SendOutcome outcome) {
    if (outcome instanceof SendOutcome.Confirmed) {
      return null;
    }
    throw new SendException(envelope.describe(), outcome);
  }
}
