package io.pikabus.messaging;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who consumes which channel of the application, as found while it is deployed. */
final class Consumers {

  /**
   * A consumer of a channel.
   *
   * @param module the class loader of the bean
   * @param where for messages
   */
  record Consumer(Type payload, ClassLoader module, String where) {}

  private final Map<String, Consumer> byChannel = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  void add(String channel, Consumer consumer) {
    Consumer other = byChannel.putIfAbsent(channel, consumer);
    if (other != null && !other.payload().equals(consumer.payload())) {
      faults.add(
          "Channel '%s' is consumed as %s by %s and as %s by %s. Use one type."
              .formatted(
                  channel,
                  other.payload().getTypeName(),
                  other.where(),
                  consumer.payload().getTypeName(),
                  consumer.where()));
    }
  }

  void unresolved(String channel, String where) {
    faults.add(
        "Channel '%s' is consumed by %s with an open type variable, so that nothing says what its bodies are. Declare the parameter with a concrete type."
            .formatted(channel, where));
  }

  /** The consumer of a channel, or of the channel whose lane it is. */
  Optional<Consumer> of(String channel) {
    Consumer exact = byChannel.get(channel);
    return Optional.ofNullable(
        exact != null ? exact : byChannel.get(channel.replaceFirst("\\$\\d+$", "")));
  }

  List<String> faults() {
    return faults;
  }
}
