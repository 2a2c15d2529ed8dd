package io.pikabus.rabbitmq;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Which deliveries of one channel are acknowledged, and which of these the broker knows of. Tags
 * begin with 1 and have no gaps (AMQP 0-9-1, basic.deliver). Not safe for threads.
 */
final class DeliveryTags {

  /** The highest tag up to which everything is settled, and the broker knows it. */
  private long low;

  private final int prefetch;

  /** Acknowledged, and not said yet. */
  private final TreeSet<Long> unsaid = new TreeSet<>();

  /** Said though one below was not settled. */
  private final TreeSet<Long> ahead = new TreeSet<>();

  /**
   * What is to be said to the broker.
   *
   * @param upTo acknowledges all up to this one; 0 for none. It is one that the broker waits for.
   * @param single acknowledged one by one, because some below them are not
   */
  record Words(long upTo, List<Long> single) {}

  /**
   * Of a new channel.
   *
   * @param prefetch how many deliveries the broker lets be unsettled
   */
  DeliveryTags(int prefetch) {
    this.prefetch = prefetch;
  }

  void acknowledged(long tag) {
    unsaid.add(tag);
  }

  /** It was given back, which the broker knows. */
  void requeued(long tag) {
    ahead.add(tag);
  }

  boolean isAllSaid() {
    return unsaid.isEmpty();
  }

  /** Whether it is half of the prefetch: the broker may be waiting to deliver more. */
  boolean isMuch() {
    return unsaid.size() * 2L >= prefetch;
  }

  /** Takes what is to be said. */
  Words say() {
    long upTo = 0;
    while (true) {
      if (unsaid.remove(low + 1)) {
        low++;
        upTo = low;
      } else if (ahead.remove(low + 1)) {
        low++;
      } else {
        break;
      }
    }
    List<Long> single = new ArrayList<>(unsaid);
    ahead.addAll(unsaid);
    unsaid.clear();
    return new Words(upTo, single);
  }
}
