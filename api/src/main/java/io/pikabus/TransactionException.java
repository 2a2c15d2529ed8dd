package io.pikabus;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of the bus did not succeed, because a message that was sent in it was not confirmed
 * ({@link PikaBus#inTransaction}). {@link #messages()} says what became of each; its cause is the
 * {@link SendException} of the first that was not confirmed.
 *
 * <pre>{@code
 * try {
 *   bus.inTransaction(() -> bus.send("billing", new Invoice(order)));
 * } catch (TransactionException failed) {
 *   failed.messages().stream()
 *       .filter(message -> !message.isConfirmed())
 *       .forEach(message -> lost.add(message.messageId() + ": " + message.outcome()));
 *   throw failed;
 * }
 * }</pre>
 *
 * <p>Those that were confirmed are out: RabbitMQ takes none back. What was received in the
 * transaction is back in its queue, so that doing everything again may duplicate them.
 */
public final class TransactionException extends PikaBusException {
  private static final long serialVersionUID = 1L;

  private final ArrayList<Message> messages;

  /**
   * Messages were not confirmed.
   *
   * @param messages of the transaction, in the order of sending
   * @param first of those that were not confirmed
   */
  public TransactionException(List<Message> messages, SendException first) {
    super(describe(messages, first), first);
    this.messages = new ArrayList<>(messages);
  }

  private static String describe(List<Message> messages, SendException first) {
    return "%d of the %d messages of a transaction were confirmed, and are out. %s"
        .formatted(
            messages.stream().filter(Message::isConfirmed).count(),
            messages.size(),
            first.getMessage());
  }

  /** What became of the messages of the transaction, in the order of sending; unmodifiable. */
  public List<Message> messages() {
    return List.copyOf(messages);
  }

  /** A message of the transaction, and what became of it. */
  public static final class Message implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Destination destination;
    private final @Nullable String messageId;
    private final SendOutcome outcome;

    private Message(Destination destination, @Nullable String messageId, SendOutcome outcome) {
      this.destination = destination;
      this.messageId = messageId;
      this.outcome = outcome;
    }

    /** A message and its outcome. */
    public static Message of(
        Destination destination, @Nullable String messageId, SendOutcome outcome) {
      return new Message(destination, messageId, outcome);
    }

    /** Where it was sent. */
    public Destination destination() {
      return destination;
    }

    /** Its MessageId; null if the sender gave it one that is no text. */
    public @Nullable String messageId() {
      return messageId;
    }

    /** What became of it. */
    public SendOutcome outcome() {
      return outcome;
    }

    /** Whether the broker has it. */
    public boolean isConfirmed() {
      return outcome instanceof SendOutcome.Confirmed;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Message that
          && destination.equals(that.destination)
          && Objects.equals(messageId, that.messageId)
          && outcome.equals(that.outcome);
    }

    @Override
    public int hashCode() {
      return Objects.hash(destination, messageId, outcome);
    }

    @Override
    public String toString() {
      return "Message[destination=%s, messageId=%s, outcome=%s]"
          .formatted(destination, messageId, outcome);
    }
  }
}
