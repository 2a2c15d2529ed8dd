package io.pikabus.config;

import java.util.List;
import java.util.stream.Stream;

/** Every setting there is, by subject. */
final class Keys {

  /** In the order of the documentation's table. */
  static final List<ConfigKey<?>> ALL =
      Stream.of(
              ConnectionKeys.ALL,
              BusKeys.ALL,
              IncomingKeys.ALL,
              OutgoingKeys.ALL,
              DeploymentKeys.ALL)
          .<ConfigKey<?>>flatMap(List::stream)
          .toList();

  private Keys() {}
}
