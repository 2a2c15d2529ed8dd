package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import io.pikabus.BrokerException;
import io.pikabus.SendOutcome;
import io.pikabus.config.DelayMode;
import io.pikabus.delay.DelayHeaders;
import io.pikabus.delay.DelayRoute;
import io.pikabus.delay.DelayTopology;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.Topology;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Publishes into the delay queues, which it declares as far as a message needs them. Called from
 * any thread but the connection's own.
 */
final class DelayedPublisher {

  private static final System.Logger LOG = System.getLogger("io.pikabus.delay");

  private final BrokerConnection connection;
  private final Publisher publisher;
  private final Runnable prepared;

  private final Notice notice;

  /** Told of levels at which messages will stop. */
  private volatile Consumer<List<Integer>> stopping = levels -> {};

  /** Without a thread unless it has work. */
  private final ThreadPoolExecutor renewing;

  /** Receivers choose names too: what is known is forgotten above this. */
  private static final int MOST_DESTINATIONS = 10_000;

  /**
   * Levels whose queues are there, and with each the exchanges below it. Not whole walks: there are
   * 2^29 of them, and each new one would cost some hundred requests.
   */
  private final Set<Integer> levels = ConcurrentHashMap.newKeySet();

  private volatile boolean ended;

  /**
   * Queues that the broker itself finds, and until when ({@link System#nanoTime}) we take that for
   * granted: a queue that is deleted and declared again has lost its bindings.
   */
  private final Map<String, Deadline> destinations = new ConcurrentHashMap<>();

  private static final Duration BOUND = Duration.ofSeconds(5);

  /** Until it is taken for granted once more. */
  private static final Duration ANSWER = Duration.ofSeconds(1);

  private final DelayMode mode;

  /**
   * Likewise.
   *
   * @param mode who delivers when a message is due
   * @param prepared is run when delay queues are there
   */
  DelayedPublisher(
      BrokerConnection connection,
      Publisher publisher,
      DelayMode mode,
      Notice notice,
      Runnable prepared) {
    this.mode = mode;
    this.connection = connection;
    this.publisher = publisher;
    this.notice = notice;
    this.prepared = prepared;
    this.renewing =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            connection.threads().named("pikabus-delay-queues"));
    renewing.allowCoreThreadTimeOut(true);
  }

  /** A delay queue is gone, and will be declared again. */
  void tellDeleted() {
    if (notice.set(
        "A delay queue was deleted; what lay in it is lost. Does a policy set expires?")) {
      LOG.log(
          System.Logger.Level.ERROR,
          "A delay queue was deleted, by somebody or by a policy with expires; what lay in it is lost. It is declared again. Exclude ^PikaBusDelay from such policies.");
    }
  }

  /** Who is told of the levels at which messages stop; also of those that are declared already. */
  void onStops(Consumer<List<Integer>> listener) {
    stopping = listener;
    listener.accept(List.copyOf(levels));
  }

  /** Nothing is declared again any more. */
  void close() {
    renewing.shutdownNow();
  }

  /** Publishes a message that is due later, or now if it is late already. */
  CompletableFuture<SendOutcome> publish(Envelope envelope, Deferral deferral, Deadline deadline) {
    try {
      return publishLater(envelope, deferral, deadline);
    } catch (RuntimeException | Error unexpected) {
      return refused(unexpected);
    }
  }

  /** A name too long for the delay queues, for one. */
  private static CompletableFuture<SendOutcome> refused(Throwable unexpected) {
    String why =
        unexpected instanceof IllegalArgumentException
            ? unexpected.getMessage()
            : unexpected.toString();
    return CompletableFuture.completedFuture(new SendOutcome.Refused(Printable.of(why)));
  }

  private CompletableFuture<SendOutcome> publishLater(
      Envelope envelope, Deferral deferral, Deadline deadline) {
    Duration remaining = Duration.between(Instant.now(), deferral.due());
    if (remaining.isNegative() || remaining.isZero()) {
      return publisher.publish(new Publication(envelope.undeferred(), deadline));
    }
    DelayHeaders note =
        new DelayHeaders(
            deferral.due(),
            envelope.destination().name(),
            envelope.address().exchange(),
            deferral.errorQueue(),
            envelope.names());
    DelayRoute route =
        mode == DelayMode.BROKER
            ? DelayRoute.alone(remaining, note.queue())
            : DelayRoute.held(remaining, note.queue());
    return publish(
        envelope.undeferred().with(note.on(envelope.properties())), note, route, deadline);
  }

  /** Publishes a delayed message anew, to be held again or to walk on. */
  CompletableFuture<SendOutcome> publishAgain(Envelope noted, DelayHeaders note, Duration timeout) {
    Duration remaining = Duration.between(Instant.now(), note.due());
    return publish(
        noted,
        note,
        DelayRoute.held(remaining.isNegative() ? Duration.ZERO : remaining, note.queue()),
        Deadline.in(timeout));
  }

  /** Publishes a message on a way that needs no client at its end. */
  CompletableFuture<SendOutcome> publishAlone(Envelope noted, DelayHeaders note, Duration timeout) {
    try {
      Duration remaining = Duration.between(Instant.now(), note.due());
      return publish(noted, note, DelayRoute.alone(remaining, note.queue()), Deadline.in(timeout));
    } catch (RuntimeException | Error unexpected) {
      return refused(unexpected);
    }
  }

  private CompletableFuture<SendOutcome> publish(
      Envelope noted, DelayHeaders note, DelayRoute route, Deadline deadline) {
    return attempt(noted, note, route, deadline)
        .thenCompose(
            outcome ->
                outcome instanceof SendOutcome.Unroutable
                    ? renewed(noted, note, route, deadline)
                    : CompletableFuture.completedFuture(outcome));
  }

  /** A delay queue is gone. Not on the client's thread, which brings the answers. */
  private CompletableFuture<SendOutcome> renewed(
      Envelope noted, DelayHeaders note, DelayRoute route, Deadline deadline) {
    tellDeleted();
    try {
      return CompletableFuture.supplyAsync(() -> attempt(noted, note, route, deadline), renewing)
          .thenCompose(Function.identity())
          .thenApply(
              outcome ->
                  outcome instanceof SendOutcome.Unroutable ? withoutBindings(route) : outcome);
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.completedFuture(withoutBindings(route));
    }
  }

  private static SendOutcome withoutBindings(DelayRoute route) {
    return new SendOutcome.Refused(
        "the delay exchange '%s' has lost its bindings: it routed the message to no queue."
            .formatted(route.address().exchange()));
  }

  private CompletableFuture<SendOutcome> attempt(
      Envelope noted, DelayHeaders note, DelayRoute route, Deadline deadline) {
    boolean ready = false;
    while (!ready) {
      try {
        if (!prepare(note, route, deadline) && mode == DelayMode.BROKER) {
          return CompletableFuture.completedFuture(nowhere(note));
        }
        ready = true;
      } catch (BrokerException unprepared) {
        if (!CloseReasons.isBroken(unprepared)) {
          return CompletableFuture.completedFuture(
              new SendOutcome.Refused(
                  "the broker's delay queues cannot be used: "
                      + CloseReasons.describe(unprepared)));
        }
        ConnectionState state = connection.state();
        boolean isOver = deadline.isOver() || Thread.currentThread().isInterrupted();
        if (isOver || !(state.isTrying() || state.isBlocked())) {
          return CompletableFuture.completedFuture(unsent(unprepared, state, deadline.timeout()));
        }
      }
    }
    prepared.run();
    // Mandatory, whatever the message is: a delay exchange without its bindings would drop it.
    return publisher
        .publish(new Publication(noted.via(route.address()).returned(), deadline))
        .thenApply(
            outcome -> {
              if (!(outcome instanceof SendOutcome.Confirmed)) {
                // Perhaps somebody deleted a delay queue: look again next time.
                ended = false;
                levels.clear();
                destinations.clear();
              }
              return outcome;
            });
  }

  /** Later, the broker could only put it where nobody looks. */
  private static SendOutcome nowhere(DelayHeaders note) {
    return new SendOutcome.Refused(
        "the queue '%s' does not exist, and with delays = broker the broker must know it before the message is due. Create it first, or set delays = service."
            .formatted(Printable.of(note.queue())));
  }

  private static SendOutcome unsent(BrokerException why, ConnectionState state, Duration timeout) {
    return state.isOpen() && !state.isBlocked()
        ? new SendOutcome.Unknown(
            SendOutcome.Cause.TIMED_OUT, Printable.of(why.getMessage()), false)
        : Publication.expired(state, timeout, false);
  }

  /** Returns whether the broker itself finds the destination. */
  private boolean prepare(DelayHeaders note, DelayRoute route, Deadline deadline) {
    if (!ended) {
      declare(DelayTopology.end(), deadline);
      ended = true;
    }
    List<Integer> missing =
        route.levels().stream().filter(level -> !levels.contains(level)).toList();
    if (!missing.isEmpty()) {
      declare(DelayTopology.levels(missing), deadline);
      levels.addAll(missing);
      stopping.accept(missing);
    }
    Deadline boundUntil = destinations.get(note.queue());
    if (boundUntil == null) {
      return bindDestination(note.queue(), deadline);
    }
    return !boundUntil.isOver() || isStillBound(note.queue(), deadline);
  }

  /**
   * Binds it again. With Mnesia a binding waits for every node of the cluster: if one hangs, what
   * was found last holds on, and the answer may come when it comes.
   */
  private boolean isStillBound(String queue, Deadline deadline) {
    CompletableFuture<Boolean> answer =
        CompletableFuture.supplyAsync(() -> bindDestination(queue, deadline), connection.asking());
    try {
      return answer.get(Math.min(ANSWER.toNanos(), deadline.nanosLeft()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      destinations.put(queue, Deadline.in(BOUND));
      return true;
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof BrokerException unprepared) {
        throw unprepared;
      }
      throw new IllegalStateException(failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new BrokerException("Looking for a queue was interrupted.", interrupted);
    }
  }

  private void declare(Topology topology, Deadline deadline) {
    connection.call(
        "Declaring the delay queues",
        deadline.left(),
        open -> {
          Declaration.declare(open, connection.rules(), topology);
          return true;
        });
  }

  /** A destination that does not exist may exist when the message is due. */
  private boolean bindDestination(String queue, Deadline deadline) {
    boolean bound =
        connection.call(
            "Looking for queue '" + Printable.of(queue) + "'",
            deadline.left(),
            open -> bound(open, queue));
    if (bound) {
      if (destinations.size() >= MOST_DESTINATIONS) {
        destinations.clear();
      }
      destinations.put(queue, Deadline.in(BOUND));
    } else {
      destinations.remove(queue);
    }
    return bound;
  }

  private boolean bound(Connection open, String queue) throws IOException {
    try (Declaration declaration = new Declaration(open, connection.rules())) {
      var refused = declaration.bind(DelayTopology.destination(queue));
      LOG.log(
          System.Logger.Level.DEBUG,
          "Bound to the delay queues: {0}, {1}",
          Printable.of(queue),
          refused);
      return true;
    } catch (IOException missing) {
      if (CloseReasons.isBroken(missing)) {
        throw missing;
      }
      return false;
    }
  }
}
