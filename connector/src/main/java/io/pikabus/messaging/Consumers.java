package io.pikabus.messaging;

import io.pikabus.config.ExceptionNames;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who consumes which channel of the application, as found while it is deployed. */
final class Consumers {

  /**
   * A consumer of a channel.
   *
   * @param module the class loader of the bean
   * @param where for messages
   */
  record Consumer(Type payload, ClassLoader module, String where) {}

  private final Map<String, Consumer> byChannel = new TreeMap<>();
  private final Map<String, Set<String>> sources = new TreeMap<>();
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

  /**
   * The application itself sends to a channel.
   *
   * @param where for messages; injections of one emitter are one source
   */
  void fed(String channel, String where) {
    sources.computeIfAbsent(channel, none -> new TreeSet<>()).add(where);
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

  /** The exceptions that the application can see. */
  ExceptionNames exceptions() {
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    Set<String> packages = new HashSet<>();
    for (Consumer consumer : byChannel.values()) {
      loaders.add(consumer.module());
      packages.add(
          consumer.where().replaceFirst("^((?:\\w+\\.){1,2}).*", "$1").replaceFirst("\\.$", ""));
    }
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null) {
      loaders.add(context);
    }
    loaders.add(Consumers.class.getClassLoader());
    return new ExceptionNames(loaders, packages);
  }

  /**
   * Outgoing channels with several sources. The runtime would merge them, and then a message is
   * handed over on whatever thread is at work, inside the transaction of another message.
   */
  List<String> crowded(Set<String> outgoing) {
    List<String> crowded = new ArrayList<>();
    sources.forEach(
        (channel, where) -> {
          if (where.size() > 1 && outgoing.contains(channel)) {
            crowded.add(
                "Channel '%s' has several sources: %s. A message of one would be handed over on the thread of another, inside its transaction. Give each source an outgoing channel of its own with the same queue or topic."
                    .formatted(channel, String.join(" and ", where)));
          }
        });
    return crowded;
  }

  /** If no channel is configured at all. The runtime only says that something has no upstream. */
  List<String> faultsWithoutConfiguration() {
    List<String> all = new ArrayList<>(faults);
    byChannel.forEach(
        (channel, consumer) -> {
          if (!sources.containsKey(channel)) {
            all.add(
                "Channel '%s' is consumed by %s, and no mp.messaging.incoming.%s.connector says from where; no channel has one. Put META-INF/microprofile-config.properties into the WAR, or with an EAR into a jar in its lib: in the EAR itself no server reads it, and in one of its WARs not every server."
                    .formatted(channel, consumer.where(), channel));
          }
        });
    return all;
  }
}
