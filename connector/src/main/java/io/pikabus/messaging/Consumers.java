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
  private final Set<String> fed = new HashSet<>();

  /** The first of a channel counts; that there is a second one is a fault. */
  void add(String channel, Consumer consumer) {
    byChannel.putIfAbsent(channel, consumer);
  }

  /** The application itself sends to a channel. */
  void fed(String channel) {
    fed.add(channel);
  }

  /** The consumer of a channel, or of the channel whose lane it is. */
  Optional<Consumer> of(String channel) {
    Consumer exact = byChannel.get(channel);
    return Optional.ofNullable(
        exact != null ? exact : byChannel.get(channel.replaceFirst("\\$\\d+$", "")));
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

  /** If no channel is configured at all. The runtime only says that something has no upstream. */
  List<String> faultsWithoutConfiguration() {
    List<String> all = new ArrayList<>();
    byChannel.forEach(
        (channel, consumer) -> {
          if (!fed.contains(channel)) {
            all.add(
                "Channel '%s' is consumed by %s, and no mp.messaging.incoming.%s.connector says from where; no channel has one. Put META-INF/microprofile-config.properties into the WAR, or with an EAR into a jar in its lib: in the EAR itself no server reads it, and in one of its WARs not every server."
                    .formatted(channel, consumer.where(), channel));
          }
        });
    return all;
  }
}
