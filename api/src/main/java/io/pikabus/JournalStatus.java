package io.pikabus;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the journal of the resource adapter to which a bus with {@code transaction = xa}
 * hands its messages over, of all who use that adapter. It counts transactions, not messages. While
 * the adapter does not answer, the figures are unknown. Immutable.
 *
 * <pre>{@code
 * return bus.status()
 *     .journal()
 *     .filter(JournalStatus::isKnown)
 *     .map(JournalStatus::undelivered)
 *     .orElse(0);
 * }</pre>
 */
public final class JournalStatus {

  /** In the place of a figure that is unknown; no figure is 0 because the adapter is away. */
  public static final int UNKNOWN = -1;

  private final int inDoubt;
  private final int undelivered;
  private final int undeliverable;
  private final Instant since;
  private final String reason;

  private JournalStatus(Builder builder) {
    inDoubt = builder.inDoubt;
    undelivered = builder.undelivered;
    undeliverable = builder.undeliverable;
    since = builder.since;
    reason = builder.reason;
  }

  /**
   * Of a journal that is empty, until the builder is told what lies in it.
   *
   * @param since when the figures were taken
   */
  public static Builder builder(Instant since) {
    return new Builder(since);
  }

  /**
   * Of an adapter that does not answer.
   *
   * @param since when it ceased to
   */
  public static JournalStatus unknown(Instant since, String reason) {
    return builder(since)
        .inDoubt(UNKNOWN)
        .undelivered(UNKNOWN)
        .undeliverable(UNKNOWN)
        .reason(reason)
        .build();
  }

  /**
   * Transactions that are prepared, and not decided by their manager; those that commit at this
   * moment count. {@link #UNKNOWN} if so.
   */
  public int inDoubt() {
    return inDoubt;
  }

  /**
   * Transactions that are committed, and not all of whose messages are with the broker. {@link
   * #UNKNOWN} if so.
   */
  public int undelivered() {
    return undelivered;
  }

  /**
   * Those of them of which neither the destination nor the error queue takes a message. {@link
   * #UNKNOWN} if so.
   */
  public int undeliverable() {
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

  /** Whether the adapter has answered. */
  public boolean isKnown() {
    return undelivered != UNKNOWN;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JournalStatus that
        && inDoubt == that.inDoubt
        && undelivered == that.undelivered
        && undeliverable == that.undeliverable
        && since.equals(that.since)
        && reason.equals(that.reason);
  }

  @Override
  public int hashCode() {
    return Objects.hash(inDoubt, undelivered, undeliverable, since, reason);
  }

  @Override
  public String toString() {
    return "JournalStatus[inDoubt=%s, undelivered=%s, undeliverable=%s, since=%s, reason=%s]"
        .formatted(inDoubt, undelivered, undeliverable, since, reason);
  }

  /** Makes a status; for pikabus, and for tests of what reads one. Of one thread. */
  public static final class Builder {

    private final Instant since;
    private int inDoubt;
    private int undelivered;
    private int undeliverable;
    private String reason = "";

    private Builder(Instant since) {
      this.since = Objects.requireNonNull(since, "since");
    }

    /** How many are prepared, and not decided. */
    public Builder inDoubt(int transactions) {
      inDoubt = transactions;
      return this;
    }

    /** How many are committed, and not with the broker. */
    public Builder undelivered(int transactions) {
      undelivered = transactions;
      return this;
    }

    /** How many of them nothing takes. */
    public Builder undeliverable(int transactions) {
      undeliverable = transactions;
      return this;
    }

    /** Why the figures are unknown. */
    public Builder reason(String why) {
      reason = Objects.requireNonNull(why, "why");
      return this;
    }

    /** The status. */
    public JournalStatus build() {
      return new JournalStatus(this);
    }
  }
}
