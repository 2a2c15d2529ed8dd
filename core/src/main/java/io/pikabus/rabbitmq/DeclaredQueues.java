package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.Topology;
import io.pikabus.text.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The queues that a service declares and does not consume: some as soon as there is a connection,
 * those to which replies go before the first message leaves that names them. Once a connection
 * each, so that a message after the first costs no request. Called from any thread.
 *
 * <p>A queue that cannot be declared keeps no message back: somebody else may do it. Neither does
 * one of which the broker says nothing in time. The log and the status say so.
 */
final class DeclaredQueues implements BrokerConnection.Listener {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private final BrokerConnection connection;
  private final AtomicBoolean listening = new AtomicBoolean();
  private final Notice notice = new Notice();
  private final Map<String, Topology> always = new ConcurrentHashMap<>();
  private final Map<String, Supplier<Topology>> forReplies = new ConcurrentHashMap<>();

  /** On which connection a queue was found or made last. */
  private final Map<String, Connection> done = new ConcurrentHashMap<>();

  DeclaredQueues(BrokerConnection connection) {
    this.connection = connection;
  }

  /** Declares a queue from now on, at once if there is a connection. */
  void always(String queue, Topology topology) {
    always.put(queue, topology);
    if (listening.compareAndSet(false, true)) {
      connection.add(this);
    } else {
      opened();
    }
  }

  /** Declares a queue before a message names it as the one for replies. */
  void forReplies(String queue, Supplier<Topology> topology) {
    forReplies.put(queue, topology);
  }

  /** Whether nothing need be asked of the broker for this message. */
  boolean areKnown(Envelope envelope) {
    if (always.isEmpty() && !isForReplies(envelope)) {
      return true;
    }
    Connection open = connection.current();
    return open != null
        && always.keySet().stream().allMatch(queue -> isDone(open, queue))
        && (!isForReplies(envelope) || isDone(open, replyQueue(envelope)));
  }

  /**
   * Makes sure that the queues exist which this message needs, as far as the user may.
   *
   * @throws IOException when the connection broke, or gave no answer: nothing is known
   */
  void ensure(Connection open, Envelope envelope) throws IOException {
    ensureAlways(open);
    if (isForReplies(envelope)) {
      String queue = replyQueue(envelope);
      Supplier<Topology> topology = forReplies.get(queue);
      if (topology != null && !isDone(open, queue)) {
        declare(open, queue, topology.get());
      }
    }
  }

  private void ensureAlways(Connection open) throws IOException {
    for (Map.Entry<String, Topology> each : always.entrySet()) {
      if (!isDone(open, each.getKey())) {
        declare(open, each.getKey(), each.getValue());
      }
    }
  }

  private void declare(Connection open, String queue, Topology topology) throws IOException {
    try {
      List<String> unbound = Declaration.declare(open, connection.rules(), topology);
      if (!unbound.isEmpty()) {
        tell(String.join(" ", unbound));
      }
    } catch (IOException | ShutdownSignalException refusal) {
      boolean silent = CloseReasons.isSilence(refusal) && open.isOpen();
      if (!silent && (CloseReasons.isBroken(refusal) || !open.isOpen())) {
        throw refusal;
      }
      tell(
          "Queue '%s' could not be declared: %s"
              .formatted(
                  Printable.of(queue), CloseReasons.sentence(CloseReasons.describe(refusal))));
    }
    done.put(queue, open);
  }

  private void tell(String sentence) {
    if (notice.set(sentence)) {
      LOG.log(System.Logger.Level.WARNING, sentence);
    }
  }

  private boolean isDone(Connection open, String queue) {
    return done.get(queue) == open;
  }

  private boolean isForReplies(Envelope envelope) {
    String queue = envelope.properties().replyTo();
    return queue != null && forReplies.containsKey(queue);
  }

  private static String replyQueue(Envelope envelope) {
    return String.valueOf(envelope.properties().replyTo());
  }

  /** What could not be declared; empty when all could. */
  String notice() {
    return notice.text();
  }

  @Override
  public void opened(Connection open) {
    opened();
  }

  /** A broker that does not answer must not hold up the connection's own thread. */
  private void opened() {
    connection.scheduleAside(this::declareIfOpen, Duration.ZERO);
  }

  private void declareIfOpen() {
    Connection open = connection.current();
    if (open == null) {
      return;
    }
    try {
      ensureAlways(open);
    } catch (IOException | ShutdownSignalException later) {
      LOG.log(System.Logger.Level.DEBUG, "Not declared yet: {0}", later.getMessage());
    }
  }

  @Override
  public void lost(String reason) {
    done.clear();
  }
}
