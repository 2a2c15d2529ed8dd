package io.pikabus;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a bus is doing, at one moment. Immutable.
 *
 * <pre>{@code
 * for (BusStatus.Part queue : bus.status().consumers()) {
 *   if (queue.state() != BusStatus.State.WORKING) {
 *     log.log(System.Logger.Level.WARNING, queue.name() + ": " + queue.reason());
 *   }
 * }
 * }</pre>
 */
public final class BusStatus {

  private final Part publishing;
  private final List<Part> consumers;
  private final @Nullable OutboxStatus outbox;
  private final @Nullable JournalStatus journal;
  private final boolean readyWhilePaused;

  private BusStatus(Builder builder) {
    publishing = builder.publishing;
    consumers = builder.consumers;
    outbox = builder.outbox;
    journal = builder.journal;
    readyWhilePaused = builder.readyWhilePaused;
  }

  /**
   * Of a bus that consumes nothing and has no outbox, until the builder is told otherwise.
   *
   * @param publishing the connection by which messages leave
   */
  public static Builder builder(Part publishing) {
    return new Builder(publishing);
  }

  /** The connection by which messages leave. */
  public Part publishing() {
    return publishing;
  }

  /** One for each queue that is consumed, or shall be. Unmodifiable. */
  public List<Part> consumers() {
    return consumers;
  }

  /** What lies in it; empty where there is none. */
  public Optional<OutboxStatus> outbox() {
    return Optional.ofNullable(outbox);
  }

  /** What lies in the journal of a resource adapter; empty where there is none. */
  public Optional<JournalStatus> journal() {
    return Optional.ofNullable(journal);
  }

  /** Whether a paused consumer leaves the service ready, by its settings. */
  public boolean readyWhilePaused() {
    return readyWhilePaused;
  }

  /** Whether every part works, whatever lies in the outbox or in the journal. */
  public boolean isWorking() {
    return publishing.state() == State.WORKING
        && (journal == null || journal.isWorking())
        && consumers.stream().allMatch(part -> part.state() == State.WORKING);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BusStatus that
        && publishing.equals(that.publishing)
        && consumers.equals(that.consumers)
        && Objects.equals(outbox, that.outbox)
        && Objects.equals(journal, that.journal)
        && readyWhilePaused == that.readyWhilePaused;
  }

  @Override
  public int hashCode() {
    return Objects.hash(publishing, consumers, outbox, journal, readyWhilePaused);
  }

  @Override
  public String toString() {
    return "BusStatus[publishing=%s, consumers=%s, outbox=%s, journal=%s, readyWhilePaused=%s]"
        .formatted(publishing, consumers, outbox, journal, readyWhilePaused);
  }

  /** Makes a status; for pikabus, and for tests of what reads one. Of one thread. */
  public static final class Builder {

    private final Part publishing;
    private List<Part> consumers = List.of();
    private @Nullable OutboxStatus outbox;
    private @Nullable JournalStatus journal;
    private boolean readyWhilePaused;

    private Builder(Part publishing) {
      this.publishing = Objects.requireNonNull(publishing, "publishing");
    }

    /** One for each queue that is consumed, or shall be; copied. */
    public Builder consumers(List<Part> parts) {
      consumers = List.copyOf(parts);
      return this;
    }

    /** What lies in it; null where there is none. */
    public Builder outbox(@Nullable OutboxStatus status) {
      outbox = status;
      return this;
    }

    /** What lies in the journal; null where there is none. */
    public Builder journal(@Nullable JournalStatus status) {
      journal = status;
      return this;
    }

    /** Whether a paused consumer leaves the service ready. */
    public Builder readyWhilePaused(boolean ready) {
      readyWhilePaused = ready;
      return this;
    }

    /** The status. */
    public BusStatus build() {
      return new BusStatus(this);
    }
  }

  /** A connection or a consumer. Immutable. */
  public static final class Part {

    private final String name;
    private final String queue;
    private final State state;
    private final Instant since;
    private final String reason;
    private final @Nullable Instant nextAttempt;
    private final String node;

    private Part(
        String name,
        String queue,
        State state,
        Instant since,
        String reason,
        @Nullable Instant nextAttempt,
        String node) {
      this.name = Objects.requireNonNull(name, "name");
      this.queue = Objects.requireNonNull(queue, "queue");
      this.state = Objects.requireNonNull(state, "state");
      this.since = Objects.requireNonNull(since, "since");
      this.reason = Objects.requireNonNull(reason, "reason");
      this.nextAttempt = nextAttempt;
      this.node = Objects.requireNonNull(node, "node");
    }

    /** The connection by which messages leave; of no known node. */
    public static Part publishing(State state, Instant since) {
      return new Part("publishing", "", state, since, "", null, "");
    }

    /**
     * A consumer.
     *
     * @param name of the channel; in Java SE of the queue; the class of a message-driven bean
     */
    public static Part consumer(String name, String queue, State state, Instant since) {
      return new Part(name, queue, state, since, "", null, "");
    }

    /** The same with why it does not work, or what to look at. */
    public Part withReason(String why) {
      return new Part(name, queue, state, since, why, nextAttempt, node);
    }

    /** The same with when the next message is tried; null when it is not paused. */
    public Part withNextAttempt(@Nullable Instant next) {
      return new Part(name, queue, state, since, reason, next, node);
    }

    /** The same with the node to which the connection is open. */
    public Part withNode(String open) {
      return new Part(name, queue, state, since, reason, nextAttempt, open);
    }

    /**
     * Of the channel; in Java SE of the queue; the class of a message-driven bean; {@code
     * publishing} for the connection.
     */
    public String name() {
      return name;
    }

    /** That is consumed; empty for the connection. */
    public String queue() {
      return queue;
    }

    /** In which it is. */
    public State state() {
      return state;
    }

    /** When it came into this state. */
    public Instant since() {
      return since;
    }

    /**
     * Why it does not work; when it does, what may be missing, such as a binding that the user may
     * not make, or what an administrator should look at, such as a policy that deletes delay
     * queues; else empty.
     */
    public String reason() {
      return reason;
    }

    /** When the next message is tried while it is paused; else null. */
    public @Nullable Instant nextAttempt() {
      return nextAttempt;
    }

    /**
     * To which the connection is open: {@code host:port}, with the IP address when that is another
     * text, and the name of the cluster; empty while it is not open.
     */
    public String node() {
      return node;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Part that
          && name.equals(that.name)
          && queue.equals(that.queue)
          && state == that.state
          && since.equals(that.since)
          && reason.equals(that.reason)
          && Objects.equals(nextAttempt, that.nextAttempt)
          && node.equals(that.node);
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, queue, state, since, reason, nextAttempt, node);
    }

    @Override
    public String toString() {
      return "Part[name=%s, queue=%s, state=%s, since=%s, reason=%s, nextAttempt=%s, node=%s]"
          .formatted(name, queue, state, since, reason, nextAttempt, node);
    }
  }

  /** What a part can be doing. More may come. */
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
}
