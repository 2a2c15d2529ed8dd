package io.pikabus.rabbitmq;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages that cannot be written now, in the order in which they are to be. Used under the
 * publisher's lock.
 */
final class WaitingPublications {

  private final Deque<Publication> inOrder = new ArrayDeque<>();

  boolean isEmpty() {
    return inOrder.isEmpty();
  }

  void add(Publication publication) {
    inOrder.addLast(publication);
  }

  /**
   * Puts back, before those that wait, what was written and not confirmed.
   *
   * @param unconfirmed in the order of writing; those that are over are left out
   */
  void putBack(List<Publication> unconfirmed) {
    for (int last = unconfirmed.size() - 1; last >= 0; last--) {
      if (!unconfirmed.get(last).isOver()) {
        inOrder.addFirst(unconfirmed.get(last));
      }
    }
  }

  /** The first whose time is not over, if there is one; those before it are given up. */
  @Nullable Publication first(ConnectionState state) {
    while (!inOrder.isEmpty() && inOrder.getFirst().expireIfDue(state)) {
      inOrder.removeFirst();
    }
    return inOrder.peekFirst();
  }

  /** Takes a message, if it is still the first. */
  boolean take(Publication first) {
    boolean still = inOrder.peekFirst() == first;
    if (still) {
      inOrder.removeFirst();
    }
    return still;
  }

  /** Gives up those whose time is over. */
  void expireDue(ConnectionState state) {
    inOrder.removeIf(publication -> publication.expireIfDue(state));
  }

  /** Gives up all. */
  void expireAll(ConnectionState state) {
    inOrder.forEach(publication -> publication.expire(state));
    inOrder.clear();
  }
}
