package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.rabbitmq.BrokerConnection.Listener;
import io.pikabus.recovery.Backoff;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Who lives on a connection: tells them of it on its thread. One that fails keeps nobody else from
 * being told. Added and removed by any thread.
 */
final class ConnectionListeners {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private final BrokerConnection connection;
  private final String purpose;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  ConnectionListeners(BrokerConnection connection, String purpose) {
    this.connection = connection;
    this.purpose = purpose;
  }

  /** It is told at once if the connection is open. On the connection's thread. */
  void add(Listener listener) {
    listeners.add(listener);
    Connection open = connection.current();
    if (open != null) {
      opened(listener, open, 0);
    }
  }

  void remove(Listener listener) {
    listeners.remove(listener);
  }

  void opened(Connection open) {
    for (Listener listener : listeners) {
      opened(listener, open, 0);
    }
  }

  /** One that fails in an unexpected way is told again. */
  private void opened(Listener listener, Connection open, int failures) {
    if (connection.current() != open || !listeners.contains(listener)) {
      return;
    }
    try {
      listener.opened(open);
    } catch (IOException | ShutdownSignalException broken) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The connection for {0} broke while it was being set up: {1}",
          purpose,
          CloseReasons.sentence(CloseReasons.describe(broken)));
      open.abort();
    } catch (RuntimeException | Error fault) {
      if (Integer.bitCount(failures + 1) == 1) {
        LOG.log(
            System.Logger.Level.ERROR,
            "Setting up the connection for %s failed %d times; it is tried again."
                .formatted(purpose, failures + 1),
            fault);
      }
      connection.schedule(
          () -> opened(listener, open, failures + 1),
          Backoff.refused(failures + 1, ThreadLocalRandom.current().nextDouble()));
    }
  }

  void lost(String reason) {
    listeners.forEach(listener -> lost(listener, reason));
  }

  private static void lost(Listener listener, String reason) {
    try {
      listener.lost(reason);
    } catch (RuntimeException | Error fault) {
      LOG.log(System.Logger.Level.ERROR, "Losing a connection failed; it goes on.", fault);
    }
  }

  /** By the client's reader thread. */
  void blocked(boolean blocked) {
    listeners.forEach(listener -> listener.blocked(blocked));
  }
}
