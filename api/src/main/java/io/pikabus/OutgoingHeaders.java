package io.pikabus;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds headers to every message that a bus sends: {@code send}, {@code publish}, {@code reply},
 * {@code defer}, and whatever leaves through a channel. A CDI bean of this type is asked, and so is
 * each one of several; in Java SE {@link PikaBusBuilder#outgoingHeaders} names them.
 *
 * <pre>{@code
 * @Override
 * public Map<String, ?> headers(OutgoingMetadata message, @Nullable Object payload) {
 *   return Map.of("tenant", current.get());
 * }
 * }</pre>
 *
 * <p>A header that the sender of the message sets wins. What belongs to the bus ({@code MessageId},
 * {@code TimeSent} and all others behind its prefix) or to the broker ({@code CC}, {@code x-death})
 * is refused, and so is the message.
 *
 * <p>Called once for each message, on the thread that sends it and inside its transaction, so that
 * beans of the request are there. Messages that are sent again, as retries and by the outbox, keep
 * the headers they have. Called from many threads at once; must not send itself.
 */
@FunctionalInterface
public interface OutgoingHeaders {

  /**
   * The headers to add.
   *
   * @param message where it goes, which is never null, and what its sender said
   * @param payload before it becomes a body
   * @return by their names in full; empty for none
   * @throws RuntimeException any: the message is not sent, and its sender receives it
   */
  Map<String, ?> headers(OutgoingMetadata message, @Nullable Object payload);
}
