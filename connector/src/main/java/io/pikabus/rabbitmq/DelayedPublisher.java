package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import io.pikabus.BrokerException;
import io.pikabus.SendOutcome;
import io.pikabus.delay.DelayNote;
import io.pikabus.delay.DelayRoute;
import io.pikabus.delay.DelayTopology;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.Topology;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Publishes into the delay queues, which it declares as far as a message needs them. Called from
 * any thread but the connection's own.
 */
final class DelayedPublisher {

  private final BrokerConnection connection;
  private final Publisher publisher;

  /** Stops of walks whose levels are there; the empty one stands for the end. */
  private final Set<List<Integer>> walks = ConcurrentHashMap.newKeySet();

  private final Set<String> destinations = ConcurrentHashMap.newKeySet();

  DelayedPublisher(BrokerConnection connection, Publisher publisher) {
    this.connection = connection;
    this.publisher = publisher;
  }

  /** Publishes a message that is due later, or now if it is late already. */
  CompletableFuture<SendOutcome> publish(Envelope envelope, Deferral deferral, Duration timeout) {
    Duration remaining = Duration.between(Instant.now(), deferral.due());
    if (remaining.isNegative() || remaining.isZero()) {
      return publisher.publish(envelope.undeferred(), timeout);
    }
    DelayNote note =
        new DelayNote(
            deferral.due(),
            envelope.destination().name(),
            envelope.address().exchange(),
            deferral.errorQueue(),
            envelope.names());
    DelayRoute route = DelayRoute.held(remaining, note.queue());
    return publish(
        envelope.undeferred().with(note.on(envelope.properties())), note, route, timeout);
  }

  /** Publishes a message on a way that needs no client at its end. */
  CompletableFuture<SendOutcome> publishAlone(Envelope noted, DelayNote note, Duration timeout) {
    Duration remaining = Duration.between(Instant.now(), note.due());
    return publish(noted, note, DelayRoute.alone(remaining, note.queue()), timeout);
  }

  private CompletableFuture<SendOutcome> publish(
      Envelope noted, DelayNote note, DelayRoute route, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean prepared = false;
    while (!prepared) {
      try {
        prepare(note, route);
        prepared = true;
      } catch (BrokerException unprepared) {
        if (connection.state().isTrying() && System.nanoTime() < deadline) {
          continue;
        }
        return CompletableFuture.completedFuture(
            new SendOutcome.Unknown(
                SendOutcome.Cause.CONNECTION_LOST,
                "It was never handed to the broker. " + unprepared.getMessage()));
      }
    }
    return publisher
        .publish(noted.via(route.address()), Duration.ofNanos(deadline - System.nanoTime()))
        .thenApply(
            outcome -> {
              if (!(outcome instanceof SendOutcome.Confirmed)) {
                // Perhaps somebody deleted a delay queue: look again next time.
                walks.clear();
                destinations.clear();
              }
              return outcome;
            });
  }

  private void prepare(DelayNote note, DelayRoute route) {
    if (!walks.contains(List.<Integer>of())) {
      declare(DelayTopology.end());
      walks.add(List.of());
    }
    if (!walks.contains(route.levels())) {
      declare(DelayTopology.levels(route.levels()));
      walks.add(route.levels());
    }
    if (!destinations.contains(note.queue())) {
      bindDestination(note.queue());
    }
  }

  private void declare(Topology topology) {
    connection.call(
        "Declaring the delay queues",
        open -> {
          Declarer.declare(open, topology);
          return true;
        });
  }

  /** A destination that does not exist may exist when the message is due. */
  private void bindDestination(String queue) {
    if (connection.call("Looking for queue '" + queue + "'", open -> bound(open, queue))) {
      destinations.add(queue);
    }
  }

  private static boolean bound(Connection open, String queue) throws IOException {
    try {
      Declarer.bind(open, DelayTopology.destination(queue));
      return true;
    } catch (IOException missing) {
      if (Replies.isBroken(missing)) {
        throw missing;
      }
      return false;
    }
  }
}
