package io.pikabus.recovery;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a lane is paused, and what becomes of a message that failed. A value with named
 * transitions. A lane pauses at an outage, or when so many different messages have failed in a row;
 * the first message that is handled ends it.
 *
 * @param failed the different messages that failed since one was handled, the last few
 * @param since when the pause began; null when there is none
 * @param attempts that failed in the pause
 * @param inPlace those of them with the message in hand for which no outage is known
 * @param next when the next attempt may be made; null when there is no pause
 * @param keeps whether the message that failed last is kept and tried in place
 * @param outageOf the message that an outage keeps in hand; else null
 * @param reason why it is paused; else empty
 */
public record Pausing(
    Set<String> failed,
    @Nullable Instant since,
    int attempts,
    int inPlace,
    @Nullable Instant next,
    boolean keeps,
    @Nullable String outageOf,
    String reason) {

  /** Messages flow. */
  public static final Pausing NONE = new Pausing(Set.of(), null, 0, 0, null, false, null, "");

  /**
   * Attempts in place, about 100 seconds, before a failure for which no outage is known counts as
   * the message's: a row of messages that can never be handled must end.
   */
  static final int MOST_IN_PLACE = 20;

  /** What a failure says about others. */
  public enum Kind {
    /** It is the message's own, beyond doubt: its body cannot be decoded. */
    OWN,
    /** It may be the message's own. */
    UNKNOWN,
    /** Others would fail as well. */
    OUTAGE
  }

  /** Whether nothing is to be handled before the next attempt. */
  public boolean isPaused() {
    return since != null;
  }

  /** Whether an attempt may be made. */
  public boolean isDue(Instant now) {
    return next == null || !now.isBefore(next);
  }

  /** A message was handled. */
  public Pausing handled() {
    return NONE;
  }

  /**
   * A message failed.
   *
   * @param id of the message
   * @param most different messages that may fail in a row; 0 for any number
   * @param why the failure, in one sentence
   * @param random from 0 to 1, so that many lanes do not try at the same moment
   */
  public Pausing failed(String id, Kind kind, int most, String why, Instant now, double random) {
    // The outage is over for the message that it kept, if that fails of its own now.
    boolean over = kind != Kind.OUTAGE && id.equals(outageOf);
    if (kind == Kind.OWN) {
      return over
          ? flowing(failed)
          : new Pausing(failed, since, attempts, 0, next, false, null, reason);
    }
    Set<String> row = row(id, most);
    if (kind == Kind.OUTAGE) {
      return paused(row, 0, true, id, why, now, random);
    }
    if (most > 0 && row.size() >= most) {
      boolean kept = inPlace + 1 < MOST_IN_PLACE;
      String many = "%d different messages failed in a row; the last one: %s".formatted(most, why);
      return paused(row, kept ? inPlace + 1 : 0, kept, null, many, now, random);
    }
    return isPaused() && !over ? paused(row, 0, false, null, reason, now, random) : flowing(row);
  }

  private static Pausing flowing(Set<String> row) {
    return new Pausing(row, null, 0, 0, null, false, null, "");
  }

  private Set<String> row(String id, int most) {
    Set<String> row = new LinkedHashSet<>(failed);
    if (row.size() < most) {
      row.add(id);
    }
    return Set.copyOf(row);
  }

  private Pausing paused(
      Set<String> row,
      int tried,
      boolean kept,
      @Nullable String outage,
      String why,
      Instant now,
      double random) {
    int count = Math.min(attempts, Integer.MAX_VALUE - 1) + 1;
    return new Pausing(
        row,
        since == null ? now : since,
        count,
        tried,
        now.plus(Backoff.after(count, random)),
        kept,
        outage,
        why);
  }
}
