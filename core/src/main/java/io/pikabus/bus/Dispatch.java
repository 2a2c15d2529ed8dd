package io.pikabus.bus;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.pikabus.IncomingMetadata;
import io.pikabus.PayloadException;
import io.pikabus.config.TypePattern;
import io.pikabus.text.Printable;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who takes which messages of one queue, by their MessageType. The most specific pattern wins: the
 * type itself, then the longest beginning, then the rest. Immutable; pure.
 *
 * @param <T> who takes them: a handler, a channel, a method
 */
public final class Dispatch<T> {

  /** Somebody takes the messages that match a pattern. */
  public record Taker<T>(TypePattern pattern, T target) {}

  /** Several take the messages of one pattern. */
  public record Conflict<T>(TypePattern pattern, List<T> targets) {}

  private final Map<String, T> exact = new HashMap<>();

  /** The longest first, the rest last. */
  private final Map<TypePattern, T> prefixes = new LinkedHashMap<>();

  private final List<TypePattern> handled;

  /**
   * Of all takers of a queue, in any order.
   *
   * @throws IllegalArgumentException when several have the same pattern: see {@link #conflicts}
   */
  public Dispatch(Collection<Taker<T>> takers) {
    List<Conflict<T>> conflicts = conflicts(takers);
    if (!conflicts.isEmpty()) {
      throw new IllegalArgumentException(
          "Several take the same messages: %s. Each pattern may be there once."
              .formatted(conflicts.stream().map(Conflict::pattern).toList()));
    }
    Map<TypePattern, T> sorted = new TreeMap<>(TypePattern.MOST_SPECIFIC_FIRST);
    takers.forEach(taker -> sorted.put(taker.pattern(), taker.target()));
    sorted.forEach(
        (pattern, target) -> {
          if (pattern.isPrefix()) {
            prefixes.put(pattern, target);
          } else {
            exact.put(pattern.text(), target);
          }
        });
    handled = List.copyOf(sorted.keySet());
  }

  /**
   * The patterns that several have, by their text. Each target is named as often as it is there.
   */
  public static <T> List<Conflict<T>> conflicts(Collection<Taker<T>> takers) {
    return takers.stream()
        .collect(
            groupingBy(
                Taker::pattern,
                () -> new TreeMap<>(TypePattern.MOST_SPECIFIC_FIRST),
                mapping(Taker::target, toList())))
        .entrySet()
        .stream()
        .filter(same -> same.getValue().size() > 1)
        .map(same -> new Conflict<>(same.getKey(), List.copyOf(same.getValue())))
        .toList();
  }

  /**
   * Who takes messages of a type.
   *
   * @param messageType null for those that have none
   * @return empty when nobody does
   */
  public Optional<T> target(@Nullable String messageType) {
    T own = messageType == null ? null : exact.get(messageType);
    if (own != null) {
      return Optional.of(own);
    }
    for (Map.Entry<TypePattern, T> each : prefixes.entrySet()) {
      if (each.getKey().matches(messageType)) {
        return Optional.of(each.getValue());
      }
    }
    return Optional.empty();
  }

  /**
   * Who takes a message.
   *
   * @throws PayloadException when nobody does, with the types that are handled: no retry would help
   */
  public T target(IncomingMetadata metadata) {
    String type = metadata.messageType();
    return target(type)
        .orElseThrow(
            () ->
                new PayloadException(
                    "No handler of queue '%s' takes the message: its MessageType is %s, and there are handlers for %s. Add one, or one for the rest."
                        .formatted(
                            Printable.of(metadata.queue()),
                            type == null ? "missing" : "'" + Printable.of(type) + "'",
                            Printable.of(handled)),
                    null));
  }

  /** What is taken, the most specific first. */
  public List<TypePattern> handled() {
    return handled;
  }
}
