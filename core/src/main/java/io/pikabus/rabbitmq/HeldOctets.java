package io.pikabus.rabbitmq;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many octets of delayed messages may be in our hands: a prefetch bounds their number only, and
 * any publisher of the virtual host chooses their size. For any thread.
 */
final class HeldOctets {

  /** The part of the heap that delayed messages may take. */
  private static final int SHARE_OF_HEAP = 8;

  private final long most;
  private final AtomicLong total = new AtomicLong();
  private final Map<Delivery, Long> reserved = new ConcurrentHashMap<>();

  /**
   * None is held.
   *
   * @param most octets of bodies and properties
   */
  HeldOctets(long most) {
    this.most = most;
  }

  static HeldOctets ofHeap() {
    return new HeldOctets(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /**
   * Takes the room of a message.
   *
   * @return false when there is none; then nothing is taken
   */
  boolean reserve(Delivery delivery) {
    long octets = delivery.body().length + (long) PropertyMapping.octets(delivery.properties());
    if (total.addAndGet(octets) > most) {
      total.addAndGet(-octets);
      return false;
    }
    Long before = reserved.put(delivery, octets);
    if (before != null) {
      total.addAndGet(-before);
    }
    return true;
  }

  /** The message is not held any more. */
  void release(Delivery delivery) {
    Long octets = reserved.remove(delivery);
    if (octets != null) {
      total.addAndGet(-octets);
    }
  }
}
