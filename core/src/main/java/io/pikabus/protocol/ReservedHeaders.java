package io.pikabus.protocol;

import io.pikabus.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The headers that a service's own code may not add to messages that it does not send itself: those
 * by which the bus and the broker tell each other what a message is and where it goes. Pure.
 */
public final class ReservedHeaders {

  private static final Set<String> OF_THE_BROKER = Set.of("CC", "BCC", "x-death");

  private static final Set<String> BEGINNINGS =
      Set.of("x-first-death-", "x-last-death-", "x-delivery-", "x-acquired-");

  /** Ours, under every prefix. */
  private static final String OURS = "x-pikabus-";

  private ReservedHeaders() {}

  /** Whose a header is; empty when anybody may add it. */
  public static Optional<String> owner(HeaderNames names, String header) {
    if (header.startsWith(names.prefix() + ".") || header.startsWith(OURS)) {
      return Optional.of("the bus");
    }
    return OF_THE_BROKER.contains(header) || BEGINNINGS.stream().anyMatch(header::startsWith)
        ? Optional.of("the broker")
        : Optional.empty();
  }

  /**
   * Checks headers that are to be added.
   *
   * @param by who adds them, for the message
   * @throws IllegalArgumentException when one is reserved, or AMQP cannot carry it, saying which
   */
  public static void check(
      HeaderNames names, Map<String, ? extends @Nullable Object> headers, String by) {
    headers.forEach(
        (name, value) -> {
          owner(names, name)
              .ifPresent(
                  owner -> {
                    throw new IllegalArgumentException(
                        "%s added the header '%s', which belongs to %s. Choose another name%s."
                            .formatted(
                                Printable.of(by),
                                Printable.of(name),
                                owner,
                                owner.equals("the bus")
                                    ? ", or set it with SendOptions where the message is sent"
                                    : ""));
                  });
          HeaderValues.checked(name, value);
        });
  }

  /** About how many octets headers take. */
  public static long octets(Map<String, ? extends @Nullable Object> headers) {
    long octets = 0;
    for (Map.Entry<String, ? extends @Nullable Object> each : headers.entrySet()) {
      Object value = each.getValue();
      octets += bytes(each.getKey());
      octets += value instanceof byte[] bytes ? bytes.length : bytes(String.valueOf(value));
    }
    return octets;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
