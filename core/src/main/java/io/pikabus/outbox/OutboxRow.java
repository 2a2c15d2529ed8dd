package io.pikabus.outbox;

import io.pikabus.protocol.MessagePublisher;
import io.pikabus.store.EnvelopeFormat;
import io.pikabus.transaction.SendPhase;
import io.pikabus.transaction.TransactionalMessage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A message in the table. The rows of a batch, which are the messages of one transaction for one
 * broker and ordering key, leave in the order of their positions. The lease of the first one counts
 * for all.
 *
 * @param position from 0
 * @param lease zero: whoever comes may take the batch up
 * @param messageId for people who look into the table, as the destination
 */
record OutboxRow(
    String batch,
    int position,
    String broker,
    @Nullable String orderingKey,
    @Nullable String messageId,
    String destination,
    byte[] envelope,
    byte[] body,
    Duration lease) {

  private static final int MOST_ID = 255;
  private static final int MOST_DESTINATION = 500;

  static OutboxRow of(
      String batch, int position, String broker, TransactionalMessage message, Duration lease) {
    return new OutboxRow(
        batch,
        position,
        broker,
        message.orderingKey(),
        readable(message.envelope().properties().messageId(), MOST_ID),
        String.valueOf(readable(message.envelope().destination().toString(), MOST_DESTINATION)),
        EnvelopeFormat.write(
            new EnvelopeFormat.Content(message.envelope(), message.timeout(), message.errors())),
        message.envelope().body(),
        lease);
  }

  /**
   * As it is sent again: a receiver may have it already.
   *
   * @throws IllegalArgumentException when it cannot be read
   */
  static TransactionalMessage message(
      byte @Nullable [] envelope, byte @Nullable [] body, MessagePublisher publisher) {
    EnvelopeFormat.Content content = EnvelopeFormat.read(envelope, body);
    return new TransactionalMessage(
            content.envelope(),
            publisher,
            content.timeout(),
            SendPhase.STORED,
            content.errors(),
            null)
        .possibleDuplicate();
  }

  /** For people, in a column of any character set: none but printable ASCII fits into all. */
  static @Nullable String readable(@Nullable String text, int most) {
    if (text == null) {
      return null;
    }
    StringBuilder readable = new StringBuilder();
    for (int i = 0; i < text.length() && readable.length() < most; i++) {
      char c = text.charAt(i);
      readable.append(c >= ' ' && c <= '~' ? c : c == '\n' ? ' ' : '?');
    }
    return readable.toString();
  }
}
