package io.pikabus.bus;

import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.SendException;
import io.pikabus.SendOptions;
import io.pikabus.SendOutcome;
import io.pikabus.config.FlushTime;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.TransactionMode;
import io.pikabus.delay.DelayRoute;
import io.pikabus.observer.MessageObserver;
import io.pikabus.payload.Payloads;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderRules;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.protocol.ReplyRoute;
import io.pikabus.text.Printable;
import io.pikabus.transaction.Batch;
import io.pikabus.transaction.SendPhase;
import io.pikabus.transaction.TransactionalMessage;
import io.pikabus.transaction.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The one way out: body, headers, then the transaction on the calling thread, or the broker where
 * there is none. {@code PikaBus}, emitters and processors all come through here.
 */
public final class Outbound {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  /** As long as the outbox's column. */
  private static final int LONGEST_KEY = 200;

  private final Payloads payloads;
  private final Transactions transactions;
  private final CurrentMessage current;
  private final AddedHeaders added;
  private final MessageObserver observer;

  public Outbound(
      Payloads payloads,
      Transactions transactions,
      CurrentMessage current,
      AddedHeaders added,
      MessageObserver observer) {
    this.payloads = payloads;
    this.transactions = transactions;
    this.current = current;
    this.added = added;
    this.observer = observer;
  }

  /**
   * Sends a message.
   *
   * @param delay before which it must not be handled; null for at once
   * @param handled the message being handled; null means that of the calling thread, if any
   * @param enlisted the transaction to which the message belongs; null means that of the calling
   *     thread, if any
   * @param publisher of the broker that the settings name
   * @return completed when the transaction holds the message, or the broker has confirmed it;
   *     exceptionally with a {@link SendException}
   * @throws IllegalStateException when the thread's transaction takes no more messages
   * @throws IllegalArgumentException when a header or the destination cannot travel, or the body is
   *     larger than the settings allow
   * @throws io.pikabus.PayloadException when the payload cannot be encoded
   */
  public CompletableFuture<@Nullable Void> send(
      OutgoingSettings settings,
      Destination destination,
      @Nullable Object payload,
      SendOptions options,
      @Nullable Duration delay,
      @Nullable IncomingMetadata handled,
      @Nullable Batch enlisted,
      MessagePublisher publisher) {
    try {
      return leave(settings, destination, payload, options, delay, handled, enlisted, publisher);
    } catch (RuntimeException refused) {
      notSent(destination, refused);
      throw refused;
    }
  }

  private CompletableFuture<@Nullable Void> leave(
      OutgoingSettings settings,
      Destination destination,
      @Nullable Object payload,
      SendOptions options,
      @Nullable Duration delay,
      @Nullable IncomingMetadata handled,
      @Nullable Batch enlisted,
      MessagePublisher publisher) {
    Instant now = Instant.now();
    IncomingMetadata inHand = handled != null ? handled : current.get().orElse(null);
    Deferral deferral =
        delay == null ? null : new Deferral(now.plus(delay), settings.bus().errorQueue());
    if (deferral != null) {
      DelayRoute.check(destination.name());
    }
    Optional<Batch> transaction = transaction(settings, enlisted);
    String orderingKey = orderingKey(options, settings, transaction);
    Envelope envelope =
        HeaderRules.envelope(
            new HeaderRules.Request(
                destination,
                sized(payloads.encode(payload), settings),
                payloads.contentType(),
                payloads.contentEncoding(),
                typed(
                    added.to(destination, payload, options, settings.bus().headerNames()),
                    settings,
                    payload),
                deferral),
            settings.sender(),
            inHand,
            now,
            () -> UUID.randomUUID().toString());
    observer.made(envelope);
    if (transaction.isPresent()) {
      transaction
          .get()
          .add(
              new TransactionalMessage(
                  envelope,
                  publisher,
                  settings.confirmTimeout(),
                  departure(settings, transaction.get(), ReplyRoute.isAnswer(envelope, inHand)),
                  settings.bus().errors(),
                  orderingKey));
      return CompletableFuture.completedFuture(null);
    }
    return publisher
        .publish(envelope, settings.confirmTimeout())
        .thenApply(outcome -> confirmed(envelope, outcome));
  }

  /** Before anything is held or stored: a receiver with the same settings could not take it. */
  private static byte[] sized(byte[] body, OutgoingSettings settings) {
    int most = settings.bus().connection().maxMessageSize();
    if (body.length > most) {
      throw new IllegalArgumentException(
          "The message has %d octets, and max-message-size allows %d. Send less, or raise it for senders and receivers; the broker has a limit of its own, max_message_size."
              .formatted(body.length, most));
    }
    return body;
  }

  private Optional<Batch> transaction(OutgoingSettings settings, @Nullable Batch enlisted) {
    if (settings.transaction() == TransactionMode.NONE) {
      return Optional.empty();
    }
    return enlisted != null ? Optional.of(enlisted) : transactions.current();
  }

  /** In a transaction of the bus's own the confirms decide, and there is nothing to store in. */
  private static SendPhase departure(
      OutgoingSettings settings, Batch transaction, boolean isAnswer) {
    if (transaction.isOfBus()) {
      return isAnswer ? SendPhase.AFTER_COMMIT : SendPhase.BEFORE_COMMIT;
    }
    if (settings.transaction() == TransactionMode.OUTBOX) {
      return SendPhase.STORED;
    }
    if (settings.transaction() == TransactionMode.XA) {
      return SendPhase.HANDED_OVER;
    }
    return settings.flush() == FlushTime.BEFORE_COMMIT && !isAnswer
        ? SendPhase.BEFORE_COMMIT
        : SendPhase.AFTER_COMMIT;
  }

  private static @Nullable String orderingKey(
      SendOptions options, OutgoingSettings settings, Optional<Batch> transaction) {
    String key = options.orderingKey();
    if (key == null) {
      return null;
    }
    if (settings.transaction() != TransactionMode.OUTBOX
        || transaction.filter(batch -> !batch.isOfBus()).isEmpty()) {
      throw new IllegalArgumentException(
          "The ordering key '%s' needs the outbox and a transaction; here transaction = %s and there is %s. Set transaction = outbox and send inside a transaction, or leave the key out."
              .formatted(
                  Printable.of(key),
                  settings.transaction().name().toLowerCase(Locale.ROOT),
                  transaction.isEmpty()
                      ? "none"
                      : transaction.get().isOfBus() ? "one of the bus's own" : "one"));
    }
    if (key.isBlank() || key.length() > LONGEST_KEY) {
      throw new IllegalArgumentException(
          "The ordering key '%s' has %d characters; it may have 1 to %d."
              .formatted(Printable.of(key, 40), key.length(), LONGEST_KEY));
    }
    return key;
  }

  /** The transaction on the calling thread, if there is one, shall not commit. */
  public void markForRollback() {
    transactions.markForRollback();
  }

  /**
   * A message was not sent, and its sender is about to be told. Where the sender is a callback of a
   * completing transaction, whose exceptions go nowhere, the log says so.
   */
  void notSent(Destination destination, RuntimeException failure) {
    if (transactions.unheard()) {
      LOG.log(
          System.Logger.Level.ERROR,
          "A message to {0} was not sent from a callback of a completing transaction, where nobody may hear of the exception: {1}",
          destination,
          Printable.of(failure.getMessage()));
    }
  }

  /** What the message says comes first, then the setting, then the payload's class. */
  private static SendOptions typed(
      SendOptions options, OutgoingSettings settings, @Nullable Object payload) {
    if (options.messageType() != null) {
      return options;
    }
    String said = settings.messageType();
    String type = said != null ? said : PayloadTypeName.of(payload, settings.messageTypeFrom());
    return type == null ? options : options.withMessageType(type);
  }

  private static @Nullable Void confirmed(Envelope envelope, SendOutcome outcome) {
    if (outcome instanceof SendOutcome.Confirmed) {
      return null;
    }
    throw new SendException(envelope.describe(), outcome);
  }
}
