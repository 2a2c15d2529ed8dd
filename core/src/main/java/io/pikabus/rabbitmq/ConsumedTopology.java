package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import io.pikabus.protocol.Topology;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer needs at the broker: found or made before it consumes, together with what may be
 * missing though it does. Used on the connection's thread, but for {@link #declareAgain}, which one
 * thread beside it uses, and {@link #caveat}.
 */
final class ConsumedTopology {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private final BrokerConnection connection;
  private final Topology topology;
  private final @Nullable String errorQueue;
  private final ErrorQueues errorQueues;

  /** Asked for once: each difference is an error in the broker's log. */
  private volatile @Nullable List<String> differences;

  private volatile String caveat = "";

  /** Whether nothing was made since it was bound. On the connection's thread. */
  private boolean bound;

  private ConsumedTopology(
      BrokerConnection connection,
      Topology topology,
      @Nullable String errorQueue,
      ErrorQueues errorQueues) {
    this.connection = connection;
    this.topology = topology;
    this.errorQueue = errorQueue;
    this.errorQueues = errorQueues;
  }

  /** A queue of the service's own: exchanges and queues that exist are compared with ours. */
  static ConsumedTopology own(
      BrokerConnection connection, Topology topology, String errorQueue, ErrorQueues errorQueues) {
    return new ConsumedTopology(connection, topology, errorQueue, errorQueues);
  }

  /** A queue that all services help to empty. */
  static ConsumedTopology shared(BrokerConnection connection, Topology topology) {
    return new ConsumedTopology(
        connection, topology, null, new ErrorQueues(connection.rules(), connection.threads()));
  }

  /** Exchanges and queues. New ones have to settle before {@link #bind}. */
  void declareQueues(Connection on) throws IOException {
    try (Declaration declaration = new Declaration(on, connection.rules())) {
      try {
        if (declaration.declareQueues(topology)) {
          connection.gracePeriod().begin();
        }
      } finally {
        bound &= !declaration.hasMade();
      }
      if (differences == null) {
        // Before the binding: a queue deleted in between is declared anew by this.
        differences = isOwn() ? declaration.differences(topology) : List.of();
      }
    }
  }

  void bind(Connection on) throws IOException {
    try (Declaration declaration = new Declaration(on, connection.rules())) {
      bind(on, declaration);
    }
    bound = true;
  }

  /** Once more, if somebody took something away. It may wait long. */
  void declareAgain(Connection on) throws IOException {
    try (Declaration declaration = new Declaration(on, connection.rules())) {
      if (declaration.declareQueues(topology)) {
        GracePeriod.await();
      }
      bind(on, declaration);
    }
  }

  private void bind(Connection on, Declaration declaration) throws IOException {
    String found = found(declaration.bind(topology));
    if (!found.isEmpty() && !found.equals(caveat)) {
      LOG.log(isOwn() ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG, found);
    }
    caveat = found;
    if (errorQueue != null) {
      errorQueues.look(on, errorQueue);
    }
  }

  /** It could not be bound again. */
  void bindingsUnknown(String why) {
    caveat =
        found(
            List.of(
                "Whether the queue is still bound is not known: %s"
                    .formatted(CloseReasons.sentence(why))));
  }

  private String found(List<String> ofBindings) {
    List<String> compared = differences;
    return Stream.concat(compared == null ? Stream.of() : compared.stream(), ofBindings.stream())
        .collect(Collectors.joining(" "));
  }

  /** The queue is gone. */
  void forget() {
    bound = false;
  }

  /** Whether it was bound on an earlier connection, so that declaring it again can wait. */
  boolean wasBound() {
    return bound;
  }

  /** Whether the queue is the service's own, and not one that all services help to empty. */
  boolean isOwn() {
    return errorQueue != null;
  }

  /** Whether the broker serves one service at a time, and another once this consumer ends. */
  boolean isServedAlone() {
    return topology.queues().stream().anyMatch(Topology.Queue::isServedAlone);
  }

  /** What may be missing though the queue is consumed; empty when nothing is. */
  String caveat() {
    String errors = errorQueue == null ? "" : errorQueues.said(errorQueue);
    return caveat.isEmpty() || errors.isEmpty() ? caveat + errors : caveat + " " + errors;
  }
}
