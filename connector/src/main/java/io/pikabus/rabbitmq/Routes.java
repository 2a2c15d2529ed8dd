package io.pikabus.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.SendOutcome;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.Topology;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The exchanges and bindings that were found or made, so that a message after the first costs no
 * request (protocol page: 2.x binds at the first send). Called from any thread.
 */
final class Routes {

  private record Route(String exchange, String queue) {}

  private final Set<String> exchanges = ConcurrentHashMap.newKeySet();
  private final Set<Route> bindings = ConcurrentHashMap.newKeySet();

  /** Whether nothing need be asked of the broker for this message. */
  boolean isKnown(Envelope envelope) {
    return exchanges.contains(envelope.address().exchange())
        && (!isBound(envelope) || bindings.contains(route(envelope)));
  }

  /**
   * Makes sure that the exchange exists and a command's queue is bound to it.
   *
   * @return what is in the way, if anything is
   * @throws IOException when the connection broke: nothing is known
   */
  Optional<SendOutcome> ensure(Connection connection, Envelope envelope) throws IOException {
    try {
      if (!exchanges.contains(envelope.address().exchange())) {
        ensureExchange(connection, envelope);
        exchanges.add(envelope.address().exchange());
      }
    } catch (IOException | ShutdownSignalException failure) {
      return Optional.of(new SendOutcome.Refused(exchangeRefusal(envelope, failure)));
    }
    Route route = route(envelope);
    if (!isBound(envelope) || envelope.address().exchange().isEmpty() || bindings.contains(route)) {
      return Optional.empty();
    }
    return bind(connection, envelope, route);
  }

  private static void ensureExchange(Connection connection, Envelope envelope) throws IOException {
    if (envelope.address().ownExchange()) {
      String type = isBound(envelope) ? "direct" : "topic";
      Declarer.declareExchange(
          connection, Topology.Exchange.of(envelope.address().exchange(), type));
    } else if (!envelope.address().exchange().isEmpty()) {
      Declarer.onChannel(connection, c -> c.exchangeDeclarePassive(envelope.address().exchange()));
    }
  }

  private Optional<SendOutcome> bind(Connection connection, Envelope envelope, Route route)
      throws IOException {
    try {
      if (envelope.address().created()) {
        Declarer.declare(
            connection,
            Topology.addressed(
                route.exchange(), Topology.Queue.of(route.queue(), Topology.QueueType.CLASSIC)));
      } else {
        Declarer.bind(connection, Topology.address(route.exchange(), route.queue()));
      }
      bindings.add(route);
      return Optional.empty();
    } catch (IOException | ShutdownSignalException failure) {
      if (Replies.notFound(failure)) {
        return envelope.mandatory()
            ? Optional.of(new SendOutcome.Unroutable(AMQP.NOT_FOUND, Replies.describe(failure)))
            : Optional.empty();
      }
      if (Replies.code(failure) == AMQP.RESOURCE_LOCKED) {
        // Exclusive to its owner, who alone can bind it; if nobody did, the message comes back.
        bindings.add(route);
        return Optional.empty();
      }
      if (Replies.isBroken(failure) || !connection.isOpen()) {
        throw failure;
      }
      return Optional.of(new SendOutcome.Refused(Replies.describe(failure)));
    }
  }

  private static String exchangeRefusal(Envelope envelope, Throwable failure) throws IOException {
    if (Replies.isBroken(failure)) {
      throw failure instanceof IOException broken ? broken : new IOException(failure);
    }
    return Replies.notFound(failure)
        ? "the exchange '%s' does not exist. Create it, or leave the exchange out to use the bus's own."
            .formatted(envelope.address().exchange())
        : Replies.describe(failure);
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
