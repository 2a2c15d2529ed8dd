package io.pikabus.hostile;

import java.util.ArrayList;
import java.util.List;

/** All kinds of hostile messages, always the same ones in the same order. */
final class HostileMessages {

  private HostileMessages() {}

  /**
   * All of them.
   *
   * @param queue that exists and that nobody consumes
   * @param errors the error queue of the bus
   */
  static List<Hostile> all(String queue, String errors) {
    List<Hostile> all = new ArrayList<>();
    all.addAll(HostileHeaders.all(queue, errors));
    all.addAll(HostileProperties.all());
    all.addAll(HostileBodies.all());
    return all;
  }
}
