package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import io.pikabus.protocol.Topology;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer needs at the broker: found or made before it consumes, together with what may be
 * missing though it does. Used on the connection's thread, except for {@link #caveat}.
 */
final class ConsumedTopology {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private final BrokerConnection connection;
  private final Topology topology;
  private final @Nullable String errorQueue;
  private final ErrorQueues errorQueues;
  private final boolean compared;

  /** Asked for once: each difference is an error in the broker's log. */
  private @Nullable List<String> differences;

  private volatile String caveat = "";

  /** Whether its queues are those that were bound before. On the connection's thread. */
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
    this.compared = errorQueue != null;
  }

  /** A queue of the service's own: exchanges and queues that exist are compared with ours. */
  static ConsumedTopology own(
      BrokerConnection connection, Topology topology, String errorQueue, ErrorQueues errorQueues) {
    return new ConsumedTopology(connection, topology, errorQueue, errorQueues);
  }

  /** A queue that all services help to empty. */
  static ConsumedTopology shared(BrokerConnection connection, Topology topology) {
    return new ConsumedTopology(connection, topology, null, new ErrorQueues(connection.rules()));
  }

  /** Exchanges and queues. New ones have to settle before {@link #bind}. */
  void declareQueues(Connection on) throws IOException {
    try (Declaration declaration = new Declaration(on, connection.rules())) {
      if (declaration.declareQueues(topology)) {
        bound = false;
        connection.settling().begin();
      }
      if (differences == null) {
        // Before the binding: a queue deleted in between is declared anew by this.
        differences = compared ? declaration.differences(topology) : List.of();
      }
    }
  }

  void bind(Connection on) throws IOException {
    List<String> sentences = new ArrayList<>(differences == null ? List.of() : differences);
    try (Declaration declaration = new Declaration(on, connection.rules())) {
      sentences.addAll(declaration.bind(topology));
    }
    String found = String.join(" ", sentences);
    if (!found.isEmpty() && !found.equals(caveat)) {
      LOG.log(compared ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG, found);
    }
    caveat = found;
    bound = true;
    if (errorQueue != null) {
      errorQueues.look(on, errorQueue);
    }
  }

  /** Whether it was bound on an earlier connection, so that binding it again can wait. */
  boolean wasBound() {
    return bound;
  }

  /** Whether the queue is the service's own, and not one that all services help to empty. */
  boolean isOwn() {
    return compared;
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
