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
  private final boolean compared;

  /** Asked for once: each difference is an error in the broker's log. */
  private @Nullable List<String> differences;

  private volatile String caveat = "";

  /**
   * Likewise.
   *
   * @param errorQueue of the queue that is consumed; null where it has none. Then exchanges and
   *     queues that exist are not compared with those we declare either
   */
  ConsumedTopology(BrokerConnection connection, Topology topology, @Nullable String errorQueue) {
    this.connection = connection;
    this.topology = topology;
    this.errorQueue = errorQueue;
    this.compared = errorQueue != null;
  }

  /** Exchanges and queues. New ones have to settle before {@link #bind}. */
  void declareQueues(Connection on) throws IOException {
    try (Declaration declaration = new Declaration(on, connection.rules())) {
      if (declaration.declareQueues(topology)) {
        connection.settling().begin();
      }
      if (differences == null) {
        // Before the binding: a queue deleted in between is declared anew by this.
        differences = differences(declaration);
      }
    }
  }

  private List<String> differences(Declaration declaration) throws IOException {
    if (errorQueue == null) {
      return List.of();
    }
    List<String> sentences = new ArrayList<>(declaration.differences(topology));
    declaration.errorDifference(errorQueue).ifPresent(sentences::add);
    return sentences;
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
  }

  /** Whether the queue is the service's own, and not one that all services help to empty. */
  boolean isOwn() {
    return compared;
  }

  /** What may be missing though the queue is consumed; empty when nothing is. */
  String caveat() {
    return caveat;
  }
}
