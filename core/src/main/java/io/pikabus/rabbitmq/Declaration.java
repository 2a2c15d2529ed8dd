package io.pikabus.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.config.TopologyMode;
import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.QueueType;
import io.pikabus.text.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for exchanges and queues, and makes what is missing. Looking needs no permission: a user
 * without {@code configure} can use whatever is complete.
 *
 * <p>All steps share one channel; a refusal closes it, and the next step opens another. Used by one
 * thread.
 */
final class Declaration implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /** Asks the broker for what is missing. */
  private interface Making {
    void run() throws IOException;
  }

  private final Connection connection;
  private final TopologyRules rules;
  private @Nullable Channel channel;
  private boolean made;

  Declaration(Connection connection, TopologyRules rules) {
    this.connection = connection;
    this.rules = rules;
  }

  /**
   * All of it, in one go: waits for new queues to settle.
   *
   * @return a sentence for each binding that the user may not make
   */
  static List<String> declare(Connection connection, TopologyRules rules, Topology topology)
      throws IOException {
    try (Declaration declaration = new Declaration(connection, rules)) {
      if (declaration.declareQueues(topology)) {
        GracePeriod.await();
      }
      List<String> refused = declaration.bind(topology);
      TopologyRules.logRefused(refused);
      return refused;
    }
  }

  /**
   * Exchanges and queues, but no bindings.
   *
   * @return whether a new queue has to settle before it is bound
   * @throws TopologyException when something is missing and is not made
   */
  boolean declareQueues(Topology topology) throws IOException {
    for (Topology.Exchange exchange : topology.exchanges()) {
      declare(exchange);
    }
    boolean gracePeriod = false;
    for (Topology.Queue queue : topology.queues()) {
      gracePeriod |= declare(queue) && queue.type() == QueueType.QUORUM;
    }
    return gracePeriod;
  }

  /** Whether an exchange or a queue was made, even if a later step failed: it has no bindings. */
  boolean hasMade() {
    return made;
  }

  /** Returns whether it is new. */
  boolean declare(Topology.Exchange exchange) throws IOException {
    return declare(
        "exchange '%s'".formatted(Printable.of(exchange.name())),
        c -> c.exchangeDeclarePassive(exchange.name()),
        () ->
            on(
                c ->
                    c.exchangeDeclare(
                        exchange.name(), exchange.type(), true, false, exchange.arguments())));
  }

  private boolean declare(Topology.Queue queue) throws IOException {
    return declare(
        "queue '%s'".formatted(Printable.of(queue.name())),
        c -> c.queueDeclarePassive(queue.name()),
        () -> make(queue));
  }

  /** What it gives up needs a place before. */
  private void make(Topology.Queue queue) throws IOException {
    try {
      if (queue.deadLetters().isPresent()) {
        Topology errors = queue.deadLetters().get();
        declareQueues(errors);
        bind(errors);
      }
      on(c -> c.queueDeclare(queue.name(), true, false, false, queue.declared()));
    } catch (IOException | ShutdownSignalException refusal) {
      if (queue.deadLetters().isEmpty() || queue.expires() || !isForbidden(refusal)) {
        throw refusal;
      }
      Topology.Queue alone = queue.withoutDeadLetters();
      on(c -> c.queueDeclare(alone.name(), true, false, false, alone.declared()));
      LOG.log(
          System.Logger.Level.WARNING,
          "Queue {0} has no dead-letter route to the error queue, so what its broker gives up is lost: {1}",
          Printable.of(queue.name()),
          CloseReasons.describe(refusal));
    }
  }

  private static boolean isForbidden(Throwable refusal) {
    return refusal instanceof TopologyException
        || CloseReasons.code(refusal) == AMQP.ACCESS_REFUSED;
  }

  /** Returns whether it is new. */
  private boolean declare(String what, Declarer.Step<?> look, Making make) throws IOException {
    Throwable missing = missing(look);
    if (missing == null) {
      return false;
    }
    if (rules.mode() == TopologyMode.CHECK) {
      throw new TopologyException(rules.missing(what), missing);
    }
    try {
      make.run();
      made = true;
      return true;
    } catch (IOException | ShutdownSignalException refusal) {
      if (CloseReasons.code(refusal) == AMQP.ACCESS_REFUSED) {
        throw new TopologyException(rules.forbidden(what, refusal), refusal);
      }
      // Somebody else declared it in between, with other arguments: as good.
      if (CloseReasons.code(refusal) == AMQP.PRECONDITION_FAILED && missing(look) == null) {
        return false;
      }
      throw refusal;
    }
  }

  /** Whether it is there, as far as the broker says. */
  boolean exists(String exchange) throws IOException {
    return missing(c -> c.exchangeDeclarePassive(exchange)) == null;
  }

  /** Why it is missing; null when it is there, or nobody says. */
  private @Nullable Throwable missing(Declarer.Step<?> look) throws IOException {
    try {
      on(look);
      return null;
    } catch (IOException | ShutdownSignalException reply) {
      if (CloseReasons.notFound(reply)) {
        return reply;
      }
      if (CloseReasons.code(reply) == AMQP.ACCESS_REFUSED) {
        // RabbitMQ 4.2.6 and 4.3.0 want configure for a look too: whoever uses it will be told.
        return null;
      }
      throw reply;
    }
  }

  /**
   * The bindings, of queues that are there and have settled. Nobody can look whether a queue is
   * bound, so that what may not be bound is taken to be bound already.
   *
   * @return a sentence for each that the user may not make
   */
  List<String> bind(Topology topology) throws IOException {
    List<String> refused = new ArrayList<>();
    for (Topology.Binding binding : topology.bindings()) {
      bind(binding).ifPresent(refused::add);
    }
    for (Topology.ExchangeBinding passage : topology.passages()) {
      bind(
              "exchange '%s' to exchange '%s'"
                  .formatted(Printable.of(passage.to()), Printable.of(passage.from())),
              c -> c.exchangeBind(passage.to(), passage.from(), passage.routingKey()))
          .ifPresent(refused::add);
    }
    return refused;
  }

  /** Likewise for one. */
  Optional<String> bind(Topology.Binding b) throws IOException {
    return bind(
        "queue '%s' to exchange '%s' with '%s'"
            .formatted(
                Printable.of(b.queue()), Printable.of(b.exchange()), Printable.of(b.routingKey())),
        c -> c.queueBind(b.queue(), b.exchange(), b.routingKey(), b.arguments()));
  }

  private Optional<String> bind(String what, Declarer.Step<?> make) throws IOException {
    if (rules.mode() == TopologyMode.CHECK) {
      return Optional.empty();
    }
    try {
      on(make);
      return Optional.empty();
    } catch (IOException | ShutdownSignalException refusal) {
      if (CloseReasons.code(refusal) == AMQP.ACCESS_REFUSED) {
        return Optional.of(rules.unbound(what, refusal));
      }
      throw refusal;
    }
  }

  /**
   * Compares what is there with what we would have declared. Only the reply to a declaration tells,
   * and only a user who may declare gets it.
   *
   * @return a sentence for each difference that does harm
   */
  List<String> differences(Topology topology) throws IOException {
    List<String> sentences = new ArrayList<>();
    for (Topology.Exchange exchange : topology.exchanges()) {
      difference(exchange).map(Difference::sentence).ifPresent(sentences::add);
    }
    for (Topology.Queue queue : topology.queues()) {
      sentences.addAll(differences(queue));
    }
    return sentences;
  }

  /**
   * A reply names one argument that differs. Those that the application asked for are found one by
   * one, by declaring the others as they are.
   */
  private List<String> differences(Topology.Queue queue) throws IOException {
    List<String> sentences = new ArrayList<>();
    Map<String, Object> declared = queue.declared();
    Set<String> unheard = new HashSet<>(queue.asked());
    Set<String> heard = new HashSet<>();
    do {
      Optional<String> reply =
          reply(c -> c.queueDeclare(queue.name(), true, false, false, declared));
      reply
          .flatMap(text -> Difference.ofQueue(queue, text))
          .map(Difference::sentence)
          .ifPresent(sentences::add);
      Found found = reply.flatMap(Found::in).orElse(null);
      if (found == null || !found.isArgument() || !heard.add(found.argument())) {
        break;
      }
      unheard.remove(found.argument());
      found.adopt(declared, queue.asked());
    } while (!unheard.isEmpty());
    return sentences;
  }

  /** Whether a queue is there, as far as the broker says. */
  boolean hasQueue(String queue) throws IOException {
    return missing(c -> c.queueDeclarePassive(queue)) == null;
  }

  /**
   * Likewise for an error queue that exists. As PikaBus declares it, if it is to be classic: the
   * broker's reply is the one that PikaBus would have.
   */
  Optional<String> errorDifference(String queue) throws IOException {
    Map<String, Object> arguments =
        rules.errorQueueType() == QueueType.QUORUM ? Map.of("x-queue-type", "quorum") : Map.of();
    return reply(c -> c.queueDeclare(queue, true, false, false, arguments))
        .flatMap(Found::in)
        .flatMap(found -> Difference.ofErrorQueue(queue, rules.errorQueueType(), found));
  }

  /** Likewise for one exchange. */
  Optional<Difference> difference(Topology.Exchange e) throws IOException {
    return reply(c -> c.exchangeDeclare(e.name(), e.type(), true, false, e.arguments()))
        .flatMap(text -> Difference.ofExchange(e, text));
  }

  private Optional<String> reply(Declarer.Step<?> declaration) throws IOException {
    if (rules.mode() == TopologyMode.CHECK) {
      return Optional.empty();
    }
    try {
      on(declaration);
      return Optional.empty();
    } catch (IOException | ShutdownSignalException reply) {
      if (CloseReasons.isBroken(reply)) {
        throw reply;
      }
      return CloseReasons.code(reply) == AMQP.PRECONDITION_FAILED
          ? Optional.of(CloseReasons.describe(reply))
          : Optional.empty();
    }
  }

  private <T> T on(Declarer.Step<T> step) throws IOException {
    Channel present = channel;
    if (present == null) {
      present = Declarer.channel(connection);
      channel = present;
    }
    try {
      return step.on(present);
    } catch (IOException | RuntimeException failure) {
      channel = null;
      Declarer.abort(present);
      throw failure;
    }
  }

  @Override
  public void close() {
    if (channel != null) {
      Declarer.close(channel);
    }
  }
}
