package io.pikabus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a bus is doing, at one moment.
 *
 * @param publishing the connection by which messages leave
 * @param consumers one for each queue that is consumed, or shall be
 * @param outbox what lies in it; empty where there is none
 * @param readyWhilePaused whether a paused consumer leaves the service ready, by its settings
 */
public record BusStatus(
    Part publishing,
    List<Part> consumers,
    Optional<OutboxStatus> outbox,
    boolean readyWhilePaused) {

  public BusStatus {
    consumers = List.copyOf(consumers);
  }

  /**
   * A connection or a consumer.
   *
   * @param name of the channel; in Java SE of the queue; {@code publishing} for the connection
   * @param queue that is consumed; empty for the connection
   * @param state in which it is
   * @param since when it is in this state
   * @param reason why it does not work; when it does, what may be missing, such as a binding that
   *     the user may not make, or what an administrator should look at, such as a policy that
   *     deletes delay queues; else empty
   * @param nextAttempt when the next message is tried while it is paused; else null
   * @param node to which the connection is open: {@code host:port}, with the IP address when that
   *     is another text, and the name of the cluster; empty while it is not open
   */
  public record Part(
      String name,
      String queue,
      State state,
      Instant since,
      String reason,
      @Nullable Instant nextAttempt,
      String node) {

    /** Of a part whose connection is not open, or not known. */
    public Part(
        String name,
        String queue,
        State state,
        Instant since,
        String reason,
        @Nullable Instant nextAttempt) {
      this(name, queue, state, since, reason, nextAttempt, "");
    }

    /** Of a part that is not paused, likewise. */
    public Part(String name, String queue, State state, Instant since, String reason) {
      this(name, queue, state, since, reason, null);
    }

    /** The same with the node to which the connection is open. */
    public Part withNode(String open) {
      return new Part(name, queue, state, since, reason, nextAttempt, open);
    }
  }

  /** What a part can be doing. */
  public enum State {
    /** Connected and, for a consumer, consuming. */
    WORKING,
    /** Connected, but the broker takes no messages: its memory or disk alarm is on. */
    BLOCKED,
    /** Its module has not started yet. */
    NOT_STARTED,
    /** Never worked yet: there was no broker so far. */
    STARTING,
    /**
     * Consuming, but some messages can neither be handled nor put where they should go: an error
     * queue that is full, say. They are kept, unacknowledged, and tried again.
     */
    STUCK,
    /**
     * Consuming, but handling fails for a reason that is not the messages' own, such as a database
     * that is away. One message is kept in hand, its retries untouched, and tried again with pauses
     * that grow; the first one that is handled ends it.
     */
    PAUSED,
    /** It worked, and is not connected or not consuming now; it is being tried again. */
    INTERRUPTED,
    /** Stopped in order: the application is going. */
    STOPPED,
    /** Cancelled by the messaging runtime; nothing is delivered before the next deployment. */
    DEAD
  }

  /** Whether every part works, whatever lies in the outbox. */
  public boolean isWorking() {
    return publishing.state() == State.WORKING
        && consumers.stream().allMatch(part -> part.state() == State.WORKING);
  }
}
