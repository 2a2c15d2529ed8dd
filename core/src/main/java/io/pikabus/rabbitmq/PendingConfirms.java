package io.pikabus.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.rabbitmq.client.AMQP;
import io.pikabus.SendOutcome;
import io.pikabus.protocol.Envelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one channel that wait for a confirm, by sequence number. Used by the writer and
 * by the client's reader thread: every method holds the monitor, and waits for nothing.
 *
 * <p>Invariant: {@code oldest} is not above any key.
 */
final class PendingConfirms {

  @GuardedBy("this")
  private final Map<Long, Publication> bySequence = new HashMap<>();

  @GuardedBy("this")
  private long oldest = 1;

  @GuardedBy("this")
  private long newest;

  /** Returns how many wait now. */
  synchronized int add(long sequence, Publication publication) {
    bySequence.put(sequence, publication);
    newest = sequence;
    return bySequence.size();
  }

  /** Whether a message of this number was published. A damaged frame may name any other. */
  synchronized boolean isPublished(long sequence) {
    return sequence >= 1 && sequence <= newest;
  }

  /**
   * Takes what a confirm covers, in the order of publishing.
   *
   * @param sequence of a message that was published
   */
  synchronized List<Publication> settle(long sequence, boolean multiple) {
    List<Publication> settled = new ArrayList<>(multiple ? bySequence.size() : 1);
    for (long each = multiple ? oldest : sequence; each <= sequence; each++) {
      Publication publication = bySequence.remove(each);
      if (publication != null) {
        settled.add(publication);
      }
    }
    if (multiple) {
      oldest = Math.max(oldest, sequence + 1);
    }
    return settled;
  }

  /** Takes all, in the order of publishing: the channel is gone. */
  synchronized List<Publication> drain() {
    return settle(newest, true);
  }

  synchronized void remove(long sequence) {
    bySequence.remove(sequence);
  }

  /**
   * Notes that the broker returned a message. It says which by its content only: the first one
   * pending with the same identifier and address and not yet returned.
   */
  synchronized void returned(
      SendOutcome.Unroutable reply,
      String exchange,
      String routingKey,
      AMQP.BasicProperties properties) {
    skipSettled();
    for (long each = oldest; each <= newest; each++) {
      Publication publication = bySequence.get(each);
      if (publication != null
          && matches(publication.envelope(), exchange, routingKey, properties.getMessageId())
          && publication.markReturned(reply)) {
        return;
      }
    }
  }

  private static boolean matches(
      Envelope envelope, String exchange, String routingKey, @Nullable String messageId) {
    return envelope.address().exchange().equals(exchange)
        && envelope.address().routingKey().equals(routingKey)
        && Objects.equals(envelope.properties().messageId(), messageId);
  }

  synchronized List<Publication> all() {
    List<Publication> all = new ArrayList<>();
    for (long each = oldest; each <= newest; each++) {
      Publication publication = bySequence.get(each);
      if (publication != null) {
        all.add(publication);
      }
    }
    return all;
  }

  /** Takes some, in the order of publishing. */
  synchronized List<Publication> take(Predicate<Publication> which) {
    List<Publication> taken = new ArrayList<>();
    for (long each = oldest; each <= newest; each++) {
      Publication publication = bySequence.get(each);
      if (publication != null && which.test(publication)) {
        bySequence.remove(each);
        taken.add(publication);
      }
    }
    return taken;
  }

  @GuardedBy("this")
  private void skipSettled() {
    while (oldest <= newest && !bySequence.containsKey(oldest)) {
      oldest++;
    }
  }

  synchronized int size() {
    return bySequence.size();
  }
}
