package io.pikabus.rabbitmq;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first property in which an exchange or queue that exists differs from a declaration, as the
 * broker's reply says it.
 *
 * @param argument its name, such as {@code x-max-length} or {@code durable}
 * @param value as text; {@code none} if it is not set
 * @param type by RabbitMQ's name; empty where the reply says none
 */
record Found(String argument, String value, String type) {

  private static final String NONE = "none";

  private static final Pattern INEQUIVALENT =
      Pattern.compile(
          "inequivalent arg '([^']+)'.*but current is (?:(?:the value )?'([^']*)'(?: of type '([^']+)')?|none)");

  /** Reads a reply; empty when it is about something else. */
  static Optional<Found> in(String reply) {
    Matcher found = INEQUIVALENT.matcher(reply);
    if (!found.find()) {
      return Optional.empty();
    }
    String value = found.group(2);
    String type = found.group(3);
    return Optional.of(
        new Found(found.group(1), value == null ? NONE : value, type == null ? "" : type));
  }

  /** Whether it is not set on what exists. */
  boolean isNone() {
    return value.equals(NONE);
  }

  /** Whether it is an argument, and not a property of the queue such as its durability. */
  boolean isArgument() {
    return argument.startsWith("x-");
  }

  /**
   * Puts what exists into a declaration, so that the next reply names something else.
   *
   * @param asked what is left of the declaration when the queue has another type
   */
  void adopt(Map<String, Object> declared, Set<String> asked) {
    Object ours = declared.remove(argument);
    if (argument.equals("x-queue-type")) {
      declared.keySet().retainAll(asked);
    }
    if (!isNone()) {
      declared.put(argument, typed(ours));
    }
  }

  private Object typed(@Nullable Object ours) {
    if (type.equals("bool") || ours instanceof Boolean) {
      return Boolean.valueOf(value);
    }
    boolean number = type.isEmpty() ? ours instanceof Number : !type.equals("longstr");
    return number && value.matches("-?\\d{1,18}") ? (Object) Long.valueOf(value) : value;
  }
}
