package io.pikabus.log;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts what would be logged again and again instead of repeating it: of one kind, the first few
 * of each minute are told, and the first one after that minute says how many were not. Called from
 * any thread.
 */
public final class Repetitions {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** Kinds that are remembered; the oldest is forgotten for a new one. */
  private static final int MOST_KINDS = 100;

  private final int told;
  private final Map<String, Kind> kinds =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kind> eldest) {
          return size() > MOST_KINDS;
        }
      };

  private record Kind(long since, int times) {}

  /**
   * None was told yet.
   *
   * @param told how many of a kind are told in a minute, at least 1
   */
  public Repetitions(int told) {
    this.told = told;
  }

  /**
   * Something happened.
   *
   * @param kind what is the same each time
   * @return empty when it is not to be told; else what is to be said behind it, which is nothing or
   *     how many times it was not told
   */
  public Optional<String> next(String kind) {
    return next(kind, System.nanoTime());
  }

  synchronized Optional<String> next(String kind, long now) {
    Kind before = kinds.get(kind);
    if (before == null || now - before.since() >= MINUTE) {
      kinds.remove(kind);
      kinds.put(kind, new Kind(now, 1));
      if (before == null || before.times() <= told) {
        return Optional.of("");
      }
      return Optional.of(
          " (and %d more times in %d s, not logged)"
              .formatted(before.times() - told, (now - before.since()) / 1_000_000_000));
    }
    kinds.put(kind, new Kind(before.since(), before.times() + 1));
    return before.times() < told ? Optional.of("") : Optional.empty();
  }
}
