package io.pikabus.bus;

import io.pikabus.Destination;
import io.pikabus.OutgoingHeaders;
import io.pikabus.OutgoingMetadata;
import io.pikabus.SendOptions;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.ReservedHeaders;
import io.pikabus.text.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks a service which headers it adds to a message. What the sender of the message set wins.
 *
 * @param hooks all of them are asked; of a deployment with several, none comes first
 */
public record AddedHeaders(List<OutgoingHeaders> hooks) {

  /** Of a service that adds none. */
  public static final AddedHeaders NONE = new AddedHeaders(List.of());

  public AddedHeaders {
    hooks = List.copyOf(hooks);
  }

  /**
   * What the sender said, and the headers that are added.
   *
   * @throws RuntimeException of a hook
   * @throws IllegalArgumentException when a hook adds a header that is reserved or cannot travel,
   *     or two add different values for one
   */
  SendOptions to(
      Destination destination, @Nullable Object payload, SendOptions said, HeaderNames names) {
    if (hooks.isEmpty()) {
      return said;
    }
    OutgoingMetadata message = OutgoingMetadata.to(destination).with(said);
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    for (OutgoingHeaders hook : hooks) {
      Map<String, ?> added = hook.headers(message, payload);
      if (added == null) {
        throw new IllegalStateException(
            "%s returned null instead of headers. Return an empty map for none."
                .formatted(name(hook)));
      }
      ReservedHeaders.check(names, added, name(hook));
      added.forEach((name, value) -> add(all, name, value));
    }
    all.putAll(said.headers());
    return said.withHeaders(all);
  }

  private static void add(Map<String, @Nullable Object> all, String name, @Nullable Object value) {
    if (all.containsKey(name) && !Objects.deepEquals(all.get(name), value)) {
      throw new IllegalArgumentException(
          "Two beans of type OutgoingHeaders add the header '%s' with different values. Leave it to one of them."
              .formatted(Printable.of(name)));
    }
    all.put(name, value);
  }

  private static String name(OutgoingHeaders hook) {
    return "OutgoingHeaders " + hook.getClass().getName();
  }
}
