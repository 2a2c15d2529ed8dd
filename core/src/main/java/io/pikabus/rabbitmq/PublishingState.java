package io.pikabus.rabbitmq;

import org.jspecify.annotations.Nullable;

/**
 * On which channel messages are written, and how many at a time. A value: each transition gives the
 * next one, and those that do not apply give the same.
 *
 * <p>That the broker takes no messages is not part of it: the client's reader thread notes that,
 * and never takes the lock under which this changes.
 *
 * @param <C> a channel
 */
sealed interface PublishingState<C> {

  /**
   * Messages wait for a channel.
   *
   * @param suspicious whether they are written one at a time once there is one
   */
  record NoChannel<C>(boolean suspicious) implements PublishingState<C> {}

  /** Messages are written as they come. */
  record Open<C>(C channel) implements PublishingState<C> {}

  /**
   * The broker closed an earlier channel over one of the messages that wait, and did not say which:
   * each is written when the one before it is confirmed.
   */
  record Suspicious<C>(C channel) implements PublishingState<C> {}

  /** No message is written any more: the bus is closed. */
  record Closed<C>() implements PublishingState<C> {}

  static <C> PublishingState<C> initial() {
    return new NoChannel<>(false);
  }

  /** A channel was opened, in place of another if there is one. */
  default PublishingState<C> opened(C fresh) {
    if (isClosed()) {
      return this;
    }
    return isSuspicious() ? new Suspicious<>(fresh) : new Open<>(fresh);
  }

  /** The channel is gone, and no message is to blame. */
  default PublishingState<C> lost() {
    return isClosed() ? this : new NoChannel<>(isSuspicious());
  }

  /** The broker closed the channel over one of the messages. */
  default PublishingState<C> closedOverMessage() {
    return isClosed() ? this : new NoChannel<>(true);
  }

  /** Every message that was suspected has been written. */
  default PublishingState<C> nothingWaits() {
    return this instanceof Suspicious<C> suspicious ? new Open<>(suspicious.channel()) : this;
  }

  /** The bus is closed, for good. */
  default PublishingState<C> closed() {
    return new Closed<>();
  }

  /** The channel on which messages are written; null while there is none. */
  default @Nullable C channel() {
    return null;
  }

  default boolean isSuspicious() {
    return this instanceof Suspicious || (this instanceof NoChannel<C> none && none.suspicious());
  }

  default boolean isClosed() {
    return this instanceof Closed;
  }
}
