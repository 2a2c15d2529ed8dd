package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.delay.DelayTopology;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Watches, where the broker delivers delayed messages, for those whose queues were gone when they
 * were due. A service that delivers would take them; where there is none, people must know. Begun
 * from any thread, works on the connection's.
 */
final class UnroutedDelays {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private static final Duration PAUSE = Duration.ofSeconds(15);

  private final BrokerConnection connection;
  private final Notice delays;
  private final AtomicBoolean watched = new AtomicBoolean();

  /**
   * Watches nothing yet.
   *
   * @param delays where it is told
   */
  UnroutedDelays(BrokerConnection connection, Notice delays) {
    this.connection = connection;
    this.delays = delays;
  }

  /** Looks again and again from now on; to be asked for once or more often. */
  void watch() {
    if (watched.compareAndSet(false, true)) {
      connection.schedule(this::look, PAUSE);
    }
  }

  private void look() {
    Connection open = connection.current();
    try {
      if (open != null
          && !connection.state().isBlocked()
          && Declarer.onChannel(open, c -> c.messageCount(DelayTopology.UNROUTED)) > 0) {
        tell();
      }
    } catch (IOException | ShutdownSignalException later) {
      LOG.log(System.Logger.Level.DEBUG, "Not known: {0}", CloseReasons.describe(later));
    }
    connection.schedule(this::look, PAUSE);
  }

  private void tell() {
    if (delays.set(
        "Delayed messages lie in PikaBusDelayUnrouted: their queues were gone when they were due.")) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Delayed messages lie in PikaBusDelayUnrouted: when they were due, their queues were gone or not bound to PikaBusDelayDue. Nobody consumes it with delays = broker. Start a service with delays = service, which delivers them or moves them to the error queue.");
    }
  }
}
