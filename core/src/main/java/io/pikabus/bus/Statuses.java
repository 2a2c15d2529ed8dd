package io.pikabus.bus;

import io.pikabus.BusStatus.Part;
import io.pikabus.BusStatus.State;
import io.pikabus.rabbitmq.ConnectionState;
import io.pikabus.rabbitmq.ConsumerState;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tells the states of connections and consumers as an application sees them. Pure. */
public final class Statuses {

  private Statuses() {}

  /** Of the connections by which messages leave: the one that has not worked for the longest. */
  public static Part publishing(List<ConnectionState> connections) {
    return worst(connections.stream().map(Statuses::publishing).toList());
  }

  /** Of several that stand for one: the one that has not worked for the longest. */
  public static Part worst(List<Part> parts) {
    return parts.stream()
        .min(
            Comparator.comparing((Part part) -> part.state() == State.WORKING)
                .thenComparing(part -> part.state() != State.STARTING)
                .thenComparing(Part::since))
        .orElseThrow();
  }

  private static Part publishing(ConnectionState connection) {
    State state =
        switch (connection.phase()) {
          case CONNECTING -> State.STARTING;
          case RECONNECTING, SILENT, WITHOUT_MAJORITY -> State.INTERRUPTED;
          case OPEN -> State.WORKING;
          case BLOCKED -> State.BLOCKED;
          case CLOSED -> State.STOPPED;
        };
    return Part.publishing(state, connection.since())
        .withReason(connection.reason())
        .withNode(connection.node());
  }

  /**
   * Of a consumer.
   *
   * @param kept what it keeps because it can be put nowhere, or why it is paused
   */
  public static Part consumer(
      String name, String queue, ConsumerState consumer, Optional<Kept> kept) {
    if (consumer.phase() == ConsumerState.Phase.CONSUMING && kept.isPresent()) {
      Kept what = kept.get();
      return Part.consumer(name, queue, what.state(), what.since())
          .withReason(what.reason())
          .withNextAttempt(what.nextAttempt());
    }
    return consumer(name, queue, consumer);
  }

  /** Of a consumer that keeps nothing. */
  public static Part consumer(String name, String queue, ConsumerState consumer) {
    State state =
        switch (consumer.phase()) {
          case STARTING -> State.STARTING;
          case INTERRUPTED -> State.INTERRUPTED;
          case CONSUMING -> consumer.reason().isEmpty() ? State.WORKING : State.STUCK;
          case STOPPED -> State.STOPPED;
        };
    String reason = state == State.WORKING ? consumer.caveat() : consumer.reason();
    return Part.consumer(name, queue, state, consumer.since()).withReason(reason);
  }
}
