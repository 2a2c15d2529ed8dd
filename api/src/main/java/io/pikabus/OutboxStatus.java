package io.pikabus;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the outbox's table, as of a few seconds ago. All nodes that share the table see the
 * same. While the database does not answer, or the table belongs to an application with another
 * broker, the figures are unknown. Immutable.
 */
public final class OutboxStatus {

  /** In the place of a figure that is unknown; no figure is 0 because the database is away. */
  public static final long UNKNOWN = -1;

  private final long pending;
  private final @Nullable Instant oldest;
  private final long undeliverable;
  private final Instant since;
  private final String reason;

  private OutboxStatus(Builder builder) {
    pending = builder.pending;
    oldest = builder.oldest;
    undeliverable = builder.undeliverable;
    since = builder.since;
    reason = builder.reason;
  }

  /**
   * Of an outbox that is empty, until the builder is told what lies in it.
   *
   * @param since when the figures were taken
   */
  public static Builder builder(Instant since) {
    return new Builder(since);
  }

  /**
   * Of a database that does not answer.
   *
   * @param since when it ceased to
   */
  public static OutboxStatus unknown(Instant since, String reason) {
    return builder(since).pending(UNKNOWN, null).undeliverable(UNKNOWN).reason(reason).build();
  }

  /**
   * Messages that are committed and not yet safe with the broker; those that leave at this moment
   * count. {@link #UNKNOWN} if so.
   */
  public long pending() {
    return pending;
  }

  /** When the oldest of them was stored; null when there is none, or it is unknown. */
  public @Nullable Instant oldest() {
    return oldest;
  }

  /**
   * Those of them that neither their destination nor the error queue took; they are tried again,
   * with pauses of up to five minutes. {@link #UNKNOWN} if so.
   */
  public long undeliverable() {
    return undeliverable;
  }

  /** When these figures were taken; of unknown ones, since when they are unknown. */
  public Instant since() {
    return since;
  }

  /** Why the figures are unknown; else empty. */
  public String reason() {
    return reason;
  }

  /** Whether the database was counted. */
  public boolean isKnown() {
    return pending != UNKNOWN;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OutboxStatus that
        && pending == that.pending
        && Objects.equals(oldest, that.oldest)
        && undeliverable == that.undeliverable
        && since.equals(that.since)
        && reason.equals(that.reason);
  }

  @Override
  public int hashCode() {
    return Objects.hash(pending, oldest, undeliverable, since, reason);
  }

  @Override
  public String toString() {
    return "OutboxStatus[pending=%s, oldest=%s, undeliverable=%s, since=%s, reason=%s]"
        .formatted(pending, oldest, undeliverable, since, reason);
  }

  /** Makes a status; for pikabus, and for tests of what reads one. Of one thread. */
  public static final class Builder {

    private final Instant since;
    private long pending;
    private @Nullable Instant oldest;
    private long undeliverable;
    private String reason = "";

    private Builder(Instant since) {
      this.since = Objects.requireNonNull(since, "since");
    }

    /** How many there are, and when the oldest was stored: null when there is none. */
    public Builder pending(long messages, @Nullable Instant oldestStored) {
      pending = messages;
      oldest = oldestStored;
      return this;
    }

    /** How many of them nothing took. */
    public Builder undeliverable(long messages) {
      undeliverable = messages;
      return this;
    }

    /** Why the figures are unknown. */
    public Builder reason(String why) {
      reason = Objects.requireNonNull(why, "why");
      return this;
    }

    /** The status. */
    public OutboxStatus build() {
      return new OutboxStatus(this);
    }
  }
}
