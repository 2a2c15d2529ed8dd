package io.pikabus.rabbitmq;

import io.pikabus.delay.DelayHeaders;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges and error queues that this application's own settings and sends name. A delay note
 * comes from the wire, and everybody in the virtual host can write one: nothing else that it names
 * is declared or published to. For any thread.
 */
final class OwnBuses {

  /** An application that computes exchange names must not fill the heap. */
  private static final int MOST = 1_000;

  /**
   * Where messages of one bus go.
   *
   * @param errorQueue for those that cannot be delivered
   */
  record Bus(String directExchange, String errorQueue) {}

  /** The first one takes what belongs to none. */
  private final Set<Bus> known = Collections.synchronizedSet(new LinkedHashSet<>());

  /** The application itself uses these. */
  void add(String directExchange, String errorQueue) {
    if (known.size() < MOST) {
      known.add(new Bus(directExchange, errorQueue));
    }
  }

  /** Whether messages are published to the exchange that a note names. */
  boolean publishesTo(String exchange) {
    synchronized (known) {
      return known.stream().anyMatch(bus -> bus.directExchange().equals(exchange));
    }
  }

  /** Where a message goes that cannot be delivered: as its note says only if that is ours. */
  Bus errorsOf(@Nullable DelayHeaders note) {
    synchronized (known) {
      if (note != null) {
        Bus named = new Bus(note.directExchange(), note.errorQueue());
        if (known.contains(named)) {
          return named;
        }
      }
      return known.stream()
          .filter(bus -> note != null && bus.directExchange().equals(note.directExchange()))
          .findFirst()
          .or(() -> known.stream().findFirst())
          .orElseGet(() -> new Bus("PikaBusDirect", "error"));
    }
  }
}
