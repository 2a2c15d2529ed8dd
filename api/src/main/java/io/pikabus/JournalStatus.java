package io.pikabus;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the journal of a resource adapter, at one moment, of all who use that adapter. It
 * counts branches: what one transaction sends. An application whose channels hand their messages
 * over ({@code transaction = xa}) asks the adapter; while that does not answer, the figures are
 * unknown. Immutable.
 *
 * <pre>{@code
 * return bus.status().journal().map(JournalStatus::undelivered).orElse(0L);
 * }</pre>
 */
public final class JournalStatus {

  /** In the place of a figure that is unknown; no figure is 0 because the adapter is away. */
  public static final long UNKNOWN = -1;

  private final long undelivered;
  private final @Nullable Instant oldestUndelivered;
  private final long undeliverable;
  private final long inDoubt;
  private final @Nullable Instant oldestInDoubt;
  private final boolean working;
  private final @Nullable Instant unknownSince;
  private final String reason;

  private JournalStatus(Builder builder) {
    undelivered = builder.undelivered;
    oldestUndelivered = builder.oldestUndelivered;
    undeliverable = builder.undeliverable;
    inDoubt = builder.inDoubt;
    oldestInDoubt = builder.oldestInDoubt;
    working = builder.working;
    unknownSince = builder.unknownSince;
    reason = builder.reason;
  }

  /** Of a journal that works and is empty, until the builder is told otherwise. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Of an adapter that does not answer.
   *
   * @param since when it ceased to
   */
  public static JournalStatus unknown(Instant since, String reason) {
    Builder builder =
        builder()
            .undelivered(UNKNOWN, null)
            .undeliverable(UNKNOWN)
            .inDoubt(UNKNOWN, null)
            .working(false)
            .reason(reason);
    builder.unknownSince = Objects.requireNonNull(since, "since");
    return builder.build();
  }

  /** Whether the adapter has answered; if not, each figure is {@link #UNKNOWN}. */
  public boolean isKnown() {
    return unknownSince == null;
  }

  /** Since when the figures are unknown; null when they are known. */
  public @Nullable Instant unknownSince() {
    return unknownSince;
  }

  /** Branches that are committed, and not all of which is with the broker. */
  public long undelivered() {
    return undelivered;
  }

  /** When the oldest of them was prepared; null when there is none, or when that is not known. */
  public @Nullable Instant oldestUndelivered() {
    return oldestUndelivered;
  }

  /**
   * Those of them of which neither the destination nor the error queue takes a message; they are
   * tried again, with pauses of up to five minutes.
   */
  public long undeliverable() {
    return undeliverable;
  }

  /**
   * Branches that are prepared, and not decided by their transaction manager. Those of transactions
   * that commit at this moment count.
   */
  public long inDoubt() {
    return inDoubt;
  }

  /** When the oldest of them was prepared; null when there is none, or when that is not known. */
  public @Nullable Instant oldestInDoubt() {
    return oldestInDoubt;
  }

  /**
   * Whether transactions can be prepared and decided; false after its disk has failed, and while
   * the adapter does not answer.
   */
  public boolean isWorking() {
    return working;
  }

  /**
   * Why it does not work; when it does, what somebody should look at: messages that can be brought
   * nowhere, branches that nobody decides, a broker that is away. Else empty.
   */
  public String reason() {
    return reason;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JournalStatus that
        && undelivered == that.undelivered
        && Objects.equals(oldestUndelivered, that.oldestUndelivered)
        && undeliverable == that.undeliverable
        && inDoubt == that.inDoubt
        && Objects.equals(oldestInDoubt, that.oldestInDoubt)
        && working == that.working
        && Objects.equals(unknownSince, that.unknownSince)
        && reason.equals(that.reason);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        undelivered,
        oldestUndelivered,
        undeliverable,
        inDoubt,
        oldestInDoubt,
        working,
        unknownSince,
        reason);
  }

  @Override
  public String toString() {
    return "JournalStatus[undelivered=%s, oldestUndelivered=%s, undeliverable=%s, inDoubt=%s, oldestInDoubt=%s, working=%s, unknownSince=%s, reason=%s]"
        .formatted(
            undelivered,
            oldestUndelivered,
            undeliverable,
            inDoubt,
            oldestInDoubt,
            working,
            unknownSince,
            reason);
  }

  /** Makes a status; for pikabus, and for tests of what reads one. Of one thread. */
  public static final class Builder {

    private long undelivered;
    private @Nullable Instant oldestUndelivered;
    private long undeliverable;
    private long inDoubt;
    private @Nullable Instant oldestInDoubt;
    private boolean working = true;
    private @Nullable Instant unknownSince;
    private String reason = "";

    private Builder() {}

    /** How many are undelivered, and since when the oldest: null when there is none. */
    public Builder undelivered(long branches, @Nullable Instant oldest) {
      undelivered = branches;
      oldestUndelivered = oldest;
      return this;
    }

    /** How many of them can be brought nowhere. */
    public Builder undeliverable(long branches) {
      undeliverable = branches;
      return this;
    }

    /** How many are in doubt, and since when the oldest: null when there is none. */
    public Builder inDoubt(long branches, @Nullable Instant oldest) {
      inDoubt = branches;
      oldestInDoubt = oldest;
      return this;
    }

    /** Whether transactions can be prepared and decided. */
    public Builder working(boolean works) {
      working = works;
      return this;
    }

    /** Why it does not work, or what to look at. */
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
