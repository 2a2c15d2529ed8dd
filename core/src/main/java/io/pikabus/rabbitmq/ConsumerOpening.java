package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import io.pikabus.log.Repetitions;
import io.pikabus.recovery.Backoff;
import io.pikabus.text.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The way from a connection to a consumer: the topology first, then the consumer; once more after
 * whatever failed, with pauses that grow. Only on the connection's thread.
 */
final class ConsumerOpening {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /** Who is to consume. */
  interface Owner {
    ConsumerState present();

    /** What is left to do once queues and bindings are there. */
    void consume(Connection on) throws IOException;

    /** It is not consumed for now; returns how it stands after this. */
    ConsumerState interrupted(ConsumeRefusal refusal);
  }

  /** Part of the way. */
  private interface Stage {
    void on(Connection connection) throws IOException;
  }

  private final BrokerConnection connection;
  private final ConsumedTopology topology;
  private final String queue;
  private final Owner owner;
  private final Rebinding rebinding;
  private final Repetitions notConsuming = new Repetitions(1);
  private ConsumePatience patience = ConsumePatience.USUAL;

  ConsumerOpening(
      BrokerConnection connection, ConsumedTopology topology, String queue, Owner owner) {
    this.connection = connection;
    this.topology = topology;
    this.queue = queue;
    this.owner = owner;
    this.rebinding =
        new Rebinding(
            connection,
            topology,
            queue,
            () -> owner.present().phase() == ConsumerState.Phase.STOPPED);
  }

  /** A queue whose consumer ends the whole connection must not do so again and again. */
  void opened(Connection on) {
    int failures = owner.present().failures();
    if (failures <= 1) {
      attempt(on, this::open);
    } else {
      openLater(Backoff.suspicious(failures));
    }
  }

  /** The connection was lost. */
  void lost() {
    patience = ConsumePatience.MOVED;
  }

  /** How long to wait for the answer when it is consumed. */
  Duration patience() {
    return patience.answer(connection.answersWithin());
  }

  /** It is consumed. */
  void succeeded() {
    patience = ConsumePatience.USUAL;
  }

  /** Only the last step is left, if nothing has changed meanwhile. */
  void consume(Connection on) {
    attempt(on, owner::consume);
  }

  /**
   * One that was there before is consumed first and declared behind all others: while a node hangs,
   * each queue that it leads costs whoever declares it a quarter of a second.
   */
  private void open(Connection on) throws IOException {
    if (topology.wasBound()) {
      connection.execute(() -> attempt(on, this::consumeKnown));
    } else {
      topology.declareQueues(on);
      bindWhenSettled(on);
    }
  }

  private void consumeKnown(Connection on) throws IOException {
    try {
      owner.consume(on);
    } catch (IOException failure) {
      if (!CloseReasons.notFound(failure)) {
        throw failure;
      }
      topology.forget();
      open(on);
      return;
    }
    connection.execute(() -> rebinding.begin(on));
  }

  /**
   * The consumers of a connection wait for its youngest queue together, and are bound before the
   * first of them consumes: what a handler sends is to find the queues of the others.
   */
  private void bindWhenSettled(Connection on) throws IOException {
    Duration left = connection.gracePeriod().left();
    if (left.isZero()) {
      topology.bind(on);
      connection.execute(() -> consume(on));
    } else {
      connection.schedule(() -> attempt(on, this::bindWhenSettled), left.plusMillis(1));
    }
  }

  /** What is left over from a lost connection ends here. */
  private void attempt(Connection on, Stage stage) {
    if (!owner.present().isWaiting() || !on.isOpen()) {
      return;
    }
    try {
      stage.on(on);
    } catch (IOException | RuntimeException | Error failure) {
      if (on.isOpen()) {
        failed(failure);
      } else if (owner.present().isWaiting()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "The connection broke over queue {0}: {1}",
            Printable.of(queue),
            CloseReasons.describe(failure));
      }
    }
  }

  /** It is not consumed, or no more, though the connection is open. */
  void failed(Throwable failure) {
    again(ConsumeRefusal.of(Printable.of(queue), connection.rules().user(), failure));
  }

  /** Opens it once more, after a pause. */
  void again(ConsumeRefusal refusal) {
    ConsumerState before = owner.present();
    ConsumerState now = owner.interrupted(refusal);
    if (now.phase() == ConsumerState.Phase.STOPPED) {
      return;
    }
    Duration pause = pause(refusal, now.failures());
    // Many services hold a shared queue, and each would say the same again and again.
    if (topology.isOwn() || !refusal.reason().equals(before.reason())) {
      logRefusal(refusal.reason(), pause);
    }
    openLater(pause);
  }

  private Duration pause(ConsumeRefusal refusal, int failures) {
    double random = ThreadLocalRandom.current().nextDouble();
    if (!refusal.unanswered()) {
      return refusal.pause(failures, random);
    }
    Duration pause = patience.pause(random);
    patience = patience.longer();
    return pause;
  }

  private void logRefusal(String reason, Duration pause) {
    notConsuming
        .next(reason)
        .flatMap(untold -> connection.log().notConsuming(queue, reason).map(untold::concat))
        .ifPresent(
            untold ->
                LOG.log(
                    topology.isOwn() ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                    "Not consuming queue {0}: {1} Trying again in {2}.{3}",
                    Printable.of(queue),
                    reason,
                    pause,
                    untold));
  }

  private void openLater(Duration pause) {
    connection.schedule(
        () -> {
          Connection on = connection.current();
          if (on != null) {
            attempt(on, this::open);
          }
        },
        pause);
  }
}
