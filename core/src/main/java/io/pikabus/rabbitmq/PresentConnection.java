package io.pikabus.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.rabbitmq.client.Connection;
import io.pikabus.time.Deadline;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The client's connection of now, and the state it is in. Both change together, under the monitor:
 * there is a connection exactly while the state is open. What concerns a connection that is no
 * longer present changes nothing. Any thread.
 */
final class PresentConnection {

  /** Told under the monitor, so that it cannot be late for a connection that is gone. */
  private final Consumer<Boolean> blocking;

  @GuardedBy("this")
  private @Nullable Connection connection;

  @GuardedBy("this")
  private @Nullable Socket socket;

  /** Why it was broken off, until its end is heard of; else null. */
  @GuardedBy("this")
  private @Nullable String brokenOff;

  @GuardedBy("this")
  private ConnectionState state = ConnectionState.initial(Instant.now());

  /**
   * None yet.
   *
   * @param blocking whether the broker takes no messages, when that changes
   */
  PresentConnection(Consumer<Boolean> blocking) {
    this.blocking = blocking;
  }

  synchronized ConnectionState state() {
    return state;
  }

  synchronized @Nullable Connection connection() {
    return connection;
  }

  @GuardedBy("this")
  private void put(@Nullable Connection newConnection, @Nullable Socket newSocket) {
    connection = newConnection;
    socket = newSocket;
    brokenOff = null;
    notifyAll();
  }

  /**
   * Waits for a connection whose broker answers: of one that is blocked it reads nothing.
   *
   * @return null when there was none in time, or it is closed for good
   */
  synchronized @Nullable Connection awaitAnswering(Duration patience) throws InterruptedException {
    Deadline deadline = Deadline.in(patience);
    while (connection == null || state.isBlocked()) {
      long left = deadline.millisLeft();
      if (left <= 0 || state.phase() == ConnectionState.Phase.CLOSED) {
        return null;
      }
      wait(left);
    }
    return connection;
  }

  /** False once it is closed for good: nobody would close the new one. */
  synchronized boolean install(Dialer.Opened opened) {
    state = state.opened(CloseReasons.node(opened.node(), opened.connection()), Instant.now());
    if (!state.isOpen()) {
      return false;
    }
    put(opened.connection(), opened.socket());
    return true;
  }

  synchronized boolean block(Connection by, String reason) {
    if (connection != by) {
      return false;
    }
    state = state.blocked(reason, Instant.now());
    blocking.accept(true);
    return true;
  }

  synchronized boolean unblock(Connection by) {
    if (connection != by) {
      return false;
    }
    state = state.unblocked(Instant.now());
    notifyAll();
    blocking.accept(false);
    return true;
  }

  /**
   * The broker does not do what is asked of it.
   *
   * @param how its state changes
   * @return why; null where that is no news
   */
  synchronized @Nullable String useless(Connection by, UnaryOperator<ConnectionState> how) {
    ConnectionState before = state;
    if (connection != by) {
      return null;
    }
    state = how.apply(before);
    return state.phase() == before.phase() ? null : state.reason();
  }

  /** Whether it was useless until now. */
  synchronized boolean heard(Connection by) {
    if (connection != by || !state.isUseless()) {
      return false;
    }
    state = state.heard(Instant.now());
    return true;
  }

  /**
   * It is about to be broken off.
   *
   * @return its socket, once; null when it is not present
   */
  synchronized @Nullable Socket breakOff(Connection which, String why) {
    if (connection != which || brokenOff != null) {
      return null;
    }
    brokenOff = why;
    return socket;
  }

  /**
   * It is gone.
   *
   * @param cause unless we broke it off
   * @return the reason; null when it was gone before
   */
  synchronized @Nullable String lost(Connection gone, String cause) {
    if (connection != gone) {
      return null;
    }
    String reason = brokenOff == null ? cause : brokenOff;
    state = state.lost(reason, Instant.now());
    put(null, null);
    return reason;
  }

  /** An attempt failed. */
  synchronized ConnectionState failed(String reason) {
    state = state.failed(reason);
    return state;
  }

  /** For good. */
  synchronized @Nullable Connection close() {
    Connection last = connection;
    state = state.closed(Instant.now());
    put(null, null);
    return last;
  }
}
