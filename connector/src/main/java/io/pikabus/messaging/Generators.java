package io.pikabus.messaging;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells which outgoing channels are fed by methods that make messages as fast as they are asked,
 * and by nothing else. Pure.
 */
final class Generators {

  private final List<Endpoint> endpoints;
  private final Set<String> seen = new HashSet<>();

  private Generators(List<Endpoint> endpoints) {
    this.endpoints = endpoints;
  }

  /**
   * The generator of a channel.
   *
   * @return empty when messages come from an emitter or from outside, directly or through other
   *     methods: they must be taken at once, on the thread that brings them
   */
  static Optional<Endpoint> of(String channel, List<Endpoint> endpoints) {
    return new Generators(endpoints).of(channel);
  }

  private Optional<Endpoint> of(String channel) {
    if (!seen.add(channel)) {
      return Optional.empty();
    }
    List<Endpoint> sources =
        endpoints.stream().filter(each -> each.outgoing().contains(channel)).toList();
    List<Endpoint> generators =
        sources.stream().flatMap(each -> generatorBehind(each).stream()).toList();
    return generators.size() == sources.size() ? generators.stream().findFirst() : Optional.empty();
  }

  private Optional<Endpoint> generatorBehind(Endpoint source) {
    if (source.isEmitter()) {
      return Optional.empty();
    }
    return source.incoming().isEmpty()
        ? Optional.of(source)
        : source.incoming().stream().flatMap(each -> of(each).stream()).findFirst();
  }
}
