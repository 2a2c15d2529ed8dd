package io.pikabus.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.rabbitmq.client.Connection;
import io.pikabus.recovery.Backoff;
import io.pikabus.text.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Declares and binds a queue again that is consumed again after a reconnect: somebody may have
 * taken exchanges or bindings away. Not on the connection's thread: with Mnesia, a binding waits
 * for every node of the cluster, for a minute if one of them hangs. One attempt at a time, with
 * pauses that grow.
 */
final class Rebinding {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private final BrokerConnection connection;
  private final ConsumedTopology topology;
  private final String queue;
  private final BooleanSupplier stopped;

  /** The connection on which it is under way. */
  @GuardedBy("this")
  private @Nullable Connection underWay;

  /**
   * Begins nothing.
   *
   * @param stopped whether the queue is no longer consumed
   */
  Rebinding(
      BrokerConnection connection,
      ConsumedTopology topology,
      String queue,
      BooleanSupplier stopped) {
    this.connection = connection;
    this.topology = topology;
    this.queue = queue;
    this.stopped = stopped;
  }

  /** Once for each connection. */
  void begin(Connection on) {
    synchronized (this) {
      if (underWay == on) {
        return;
      }
      underWay = on;
    }
    connection.scheduleAside(() -> attempt(on, 0), Duration.ZERO);
  }

  private synchronized void end(Connection on) {
    if (underWay == on) {
      underWay = null;
    }
  }

  private void attempt(Connection on, int failures) {
    try {
      if (!isOver(on)) {
        topology.declareAgain(on);
      }
    } catch (IOException | RuntimeException | Error failure) {
      if (!isOver(on)) {
        tryLater(on, failures + 1, failure);
        return;
      }
    }
    end(on);
  }

  private void tryLater(Connection on, int failures, Throwable failure) {
    String reason = CloseReasons.describe(failure);
    topology.bindingsUnknown(reason);
    Duration pause = Backoff.refused(failures, ThreadLocalRandom.current().nextDouble());
    connection.scheduleAside(() -> attempt(on, failures), pause);
    if (Integer.bitCount(failures) == 1) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Queue {0} is consumed, but whether it is still bound is not known after {1} attempts: {2}",
          Printable.of(queue),
          failures,
          reason);
    }
  }

  private boolean isOver(Connection on) {
    return connection.current() != on || stopped.getAsBoolean();
  }
}
