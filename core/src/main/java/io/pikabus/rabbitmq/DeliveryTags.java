package io.pikabus.rabbitmq;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which deliveries of one channel are acknowledged, and which of these the broker knows of. Tags
 * begin with 1 and have no gaps (AMQP 0-9-1, basic.deliver). Not safe for threads.
 */
final class DeliveryTags {

  /** The highest tag up to which everything is settled, and the broker knows it. */
  private long low;

  private int prefetch = 1;

  /** Acknowledged, and not said yet. */
  private final TreeSet<Long> unsaid = new TreeSet<>();

  /**
   * Said though one below was not settled: ranges, by their first. One message may be kept for long
   * while millions behind it are handled.
   */
  private final TreeMap<Long, Long> ahead = new TreeMap<>();

  /**
   * What is to be said to the broker.
   *
   * @param upTo acknowledges all up to this one; 0 for none. It is one that the broker waits for.
   * @param single acknowledged one by one, because some below them are not
   */
  record Words(long upTo, List<Long> single) {}

  /** How many deliveries the broker lets be unsettled. */
  void prefetch(int messages) {
    prefetch = messages;
  }

  void acknowledged(long tag) {
    unsaid.add(tag);
  }

  /** It was given back, which the broker knows. */
  void requeued(long tag) {
    addAhead(tag);
  }

  private void addAhead(long tag) {
    long first = tag;
    long last = tag;
    Map.Entry<Long, Long> below = ahead.lowerEntry(tag);
    if (below != null && below.getValue() == tag - 1) {
      first = below.getKey();
    }
    Long above = ahead.remove(tag + 1);
    if (above != null) {
      last = above;
    }
    ahead.put(first, last);
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
      } else {
        Long last = ahead.remove(low + 1);
        if (last == null) {
          break;
        }
        low = last;
      }
    }
    List<Long> single = new ArrayList<>(unsaid);
    single.forEach(this::addAhead);
    unsaid.clear();
    return new Words(upTo, single);
  }
}
