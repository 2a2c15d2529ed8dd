package io.pikabus.bus;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.Consumption;
import io.pikabus.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The lanes by which a queue is consumed in Java SE: a lane cannot be started again, so each start
 * makes new ones. The monitor guards both lists; a start holds it until the queue is consumed.
 */
final class QueueConsumption implements Consumption {

  /** Where the lanes of a client are known, and where they come from. */
  interface Lanes {
    /**
     * Nothing, while the client is open.
     *
     * @throws IllegalStateException when it is closed
     */
    void check();

    /**
     * Starts one, and waits until it consumes.
     *
     * @throws io.pikabus.BrokerException when the broker refuses
     * @throws IllegalStateException when the client is closed
     */
    Lane start();

    /** It has stopped. */
    void forget(Lane lane);
  }

  private final int count;
  private final Duration drainTimeout;
  private final Lanes source;

  @GuardedBy("this")
  private final List<Lane> running = new ArrayList<>();

  /** Those that were stopped, until somebody has waited for them. */
  @GuardedBy("this")
  private final List<Lane> stopping = new ArrayList<>();

  QueueConsumption(int count, Duration drainTimeout, Lanes source) {
    this.count = count;
    this.drainTimeout = drainTimeout;
    this.source = source;
  }

  @Override
  public synchronized void start() {
    source.check(); // The client stops its lanes itself, when it is closed.
    try {
      while (running.size() < count) {
        running.add(source.start());
      }
    } catch (RuntimeException refused) {
      close();
      throw refused;
    }
  }

  @Override
  public synchronized void stop() {
    running.forEach(Lane::stop);
    stopping.addAll(running);
    running.clear();
  }

  @Override
  public boolean awaitStopped(Duration timeout) {
    Deadline deadline = Deadline.in(timeout);
    boolean all = true;
    for (Lane lane : unfinished()) {
      if (lane.awaitStopped(deadline.left())) {
        finished(lane);
      } else {
        all = false;
      }
    }
    return all;
  }

  private synchronized List<Lane> unfinished() {
    return List.copyOf(stopping);
  }

  private void finished(Lane lane) {
    synchronized (this) {
      stopping.remove(lane);
    }
    source.forget(lane);
  }

  @Override
  public void close() {
    stop();
    awaitStopped(drainTimeout);
    unfinished().forEach(this::finished);
  }
}
