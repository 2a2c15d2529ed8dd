package io.pikabus.rabbitmq;

import io.pikabus.thread.WorkThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends what has waited too long. On a thread of its own: a broker that stops reading, as one does
 * under an alarm, can hold a writer inside the socket and every other thread before the lock. The
 * connection is given up then.
 */
final class PublishTimeouts implements AutoCloseable {

  private static final Duration SWEEP = Duration.ofMillis(200);

  private final BrokerConnection connection;
  private final OrderedWriter writer;
  private final RetiredChannels retired;
  private final InFlight inFlight;
  private final LateConfirms lateConfirms;
  private final WorkThread thread;

  /** Does nothing before {@link #start}. */
  PublishTimeouts(
      BrokerConnection connection,
      OrderedWriter writer,
      RetiredChannels retired,
      InFlight inFlight,
      LateConfirms lateConfirms) {
    this.connection = connection;
    this.writer = writer;
    this.retired = retired;
    this.inFlight = inFlight;
    this.lateConfirms = lateConfirms;
    this.thread = new WorkThread(connection.threads(), "pikabus-timeouts");
  }

  void start() {
    thread.every(SWEEP, this::sweep);
  }

  private void sweep() {
    ConnectionState state = connection.state();
    ConfirmChannel present = writer.channel();
    List<Publication> unconfirmed = new ArrayList<>(retired.unconfirmed());
    if (present != null) {
      unconfirmed.addAll(present.unconfirmed());
    }
    unconfirmed.removeIf(publication -> publication.expireIfDue(state));
    lateConfirms.relieveIfLate(state, unconfirmed);
    if (retired.hasIdle()) {
      // A channel that waits for a node that hangs does not answer to its end either.
      connection.asking().execute(retired::closeIdle);
    }
    if (!writer.tryExpireDue(state) && present != null && present.isStuck()) {
      connection.breakOff(present.connection(), "The broker does not read.");
    }
    inFlight.expireForgotten(state);
  }

  @Override
  public void close() {
    thread.close();
  }
}
