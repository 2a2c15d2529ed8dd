package io.pikabus.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.SendOutcome;
import io.pikabus.config.TopologyMode;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.Topology;
import io.pikabus.text.Printable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The exchanges and bindings that were found or made, so that a message after the first costs no
 * request ({@code docs/protocol.md}, "Sending": 2.x binds at the first). Called from any thread.
 *
 * <p>A binding that the user may not make is taken to be there: a mandatory message comes back if
 * it is not.
 */
final class Routes {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private record Route(String exchange, String queue) {
    @Override
    public String toString() {
      return "queue '%s' to exchange '%s'".formatted(Printable.of(queue), Printable.of(exchange));
    }
  }

  private final TopologyRules rules;
  private final Set<String> exchanges = ConcurrentHashMap.newKeySet();

  /** With the reason why we could not bind it; empty when it is bound. */
  private final Map<Route, String> bindings = new ConcurrentHashMap<>();

  Routes(TopologyRules rules) {
    this.rules = rules;
  }

  /** Whether nothing need be asked of the broker for this message. */
  boolean isKnown(Envelope envelope) {
    return exchanges.contains(envelope.address().exchange())
        && (!isBound(envelope) || bindings.containsKey(route(envelope)));
  }

  /**
   * Makes sure that the exchange exists and a command's queue is bound to it, as far as the user
   * may.
   *
   * @return what is in the way, if anything is
   * @throws IOException when the connection broke, or gave no answer: nothing is known
   */
  Optional<SendOutcome> ensure(Connection connection, Envelope envelope) throws IOException {
    try (Declaration declaration = new Declaration(connection, rules)) {
      Optional<SendOutcome> obstacle = ensureExchange(declaration, envelope);
      return obstacle.isPresent() ? obstacle : ensureBinding(connection, declaration, envelope);
    }
  }

  private Optional<SendOutcome> ensureExchange(Declaration declaration, Envelope envelope)
      throws IOException {
    String exchange = envelope.address().exchange();
    if (exchanges.contains(exchange)) {
      return Optional.empty();
    }
    try {
      Optional<SendOutcome> obstacle =
          envelope.address().ownExchange()
              ? own(declaration, Topology.Exchange.of(exchange, type(envelope)))
              : other(declaration, exchange);
      if (obstacle.isEmpty()) {
        exchanges.add(exchange);
      }
      return obstacle;
    } catch (IOException | ShutdownSignalException failure) {
      if (CloseReasons.isBroken(failure)) {
        throw failure instanceof IOException broken ? broken : new IOException(failure);
      }
      return Optional.of(new SendOutcome.Refused(CloseReasons.describe(failure)));
    }
  }

  private static String type(Envelope envelope) {
    return isBound(envelope) ? "direct" : "topic";
  }

  private static Optional<SendOutcome> own(Declaration declaration, Topology.Exchange exchange)
      throws IOException {
    if (declaration.declare(exchange)) {
      return Optional.empty();
    }
    Difference difference = declaration.difference(exchange).orElse(null);
    if (difference != null && difference.misleads()) {
      return Optional.of(new SendOutcome.Refused(difference.sentence()));
    }
    if (difference != null) {
      LOG.log(System.Logger.Level.WARNING, difference.sentence());
    }
    return Optional.empty();
  }

  private static Optional<SendOutcome> other(Declaration declaration, String exchange)
      throws IOException {
    return exchange.isEmpty() || declaration.exists(exchange)
        ? Optional.empty()
        : Optional.of(
            new SendOutcome.Refused(
                "the exchange '%s' does not exist. Create it, or leave the exchange out to use the bus's own."
                    .formatted(Printable.of(exchange))));
  }

  private Optional<SendOutcome> ensureBinding(
      Connection connection, Declaration declaration, Envelope envelope) throws IOException {
    Route route = route(envelope);
    if (!isBound(envelope) || route.exchange().isEmpty() || bindings.containsKey(route)) {
      return Optional.empty();
    }
    try {
      if (envelope.address().created()) {
        declaration.declareQueues(rules.errors(route.exchange(), route.queue()));
      }
      String unbound =
          declaration.bind(Topology.address(route.exchange(), route.queue())).orElse("");
      if (!unbound.isEmpty() && !envelope.mandatory()) {
        LOG.log(System.Logger.Level.WARNING, unbound);
      }
      bindings.put(route, unbound);
      return Optional.empty();
    } catch (IOException | ShutdownSignalException failure) {
      if (CloseReasons.isBroken(failure) || !connection.isOpen()) {
        throw failure;
      }
      return unbound(envelope, route, failure);
    }
  }

  private Optional<SendOutcome> unbound(Envelope envelope, Route route, Exception failure) {
    if (failure instanceof TopologyException missing) {
      return Optional.of(new SendOutcome.Refused(CloseReasons.describe(missing)));
    }
    if (CloseReasons.notFound(failure)) {
      return envelope.mandatory()
          ? Optional.of(new SendOutcome.Unroutable(AMQP.NOT_FOUND, CloseReasons.describe(failure)))
          : Optional.empty();
    }
    if (CloseReasons.code(failure) == AMQP.RESOURCE_LOCKED) {
      // Exclusive to its owner, who alone can bind it; if nobody did, the message comes back.
      bindings.put(
          route,
          "Queue '%s' is exclusive to another connection, and only that one can bind it."
              .formatted(Printable.of(route.queue())));
      return Optional.empty();
    }
    return Optional.of(new SendOutcome.Refused(CloseReasons.describe(failure)));
  }

  /** The broker's reply to a message that came back, and why we did not bind its queue. */
  SendOutcome.Unroutable explain(Envelope envelope, SendOutcome.Unroutable reply) {
    if (!isBound(envelope)) {
      return reply;
    }
    Route route = route(envelope);
    String why =
        rules.mode() == TopologyMode.CHECK
            ? rules.unbound(route.toString())
            : bindings.getOrDefault(route, "");
    return why.isEmpty()
        ? reply
        : new SendOutcome.Unroutable(reply.replyCode(), reply.replyText() + ". " + why);
  }

  /** The broker contradicted what was found: ask again next time. */
  void forget(Envelope envelope) {
    bindings.remove(route(envelope));
  }

  /** Some exchange is gone: ask again for all. */
  void forgetAll() {
    exchanges.clear();
    bindings.clear();
  }

  private static boolean isBound(Envelope envelope) {
    return envelope.address().bound();
  }

  private static Route route(Envelope envelope) {
    return new Route(envelope.address().exchange(), envelope.address().routingKey());
  }
}
