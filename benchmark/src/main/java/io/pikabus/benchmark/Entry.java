package io.pikabus.benchmark;

import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something that is measured: one contestant doing one piece of work in one way.
 *
 * @param title as the table says it, unique
 * @param guarantee what its user can rely on
 * @param stage what must be there before, and what must be there after
 * @param words of the order, without the count
 */
record Entry(
    String title, Contestant contestant, String guarantee, Stage stage, Map<String, String> words) {

  /** What the broker must be like before a run, and is to be like after it. */
  enum Stage {
    /** Empty queues; as many messages as were counted lie there afterwards, in whichever. */
    PUBLISH,
    /** The same, where nobody waits for confirms. */
    PUBLISH_UNCONFIRMED,
    /** As many messages as are counted in the queue that is consumed, and none afterwards. */
    CONSUME,
    /** The queue with the backlog has it, and is longer afterwards. */
    DEEP,
    /** Two messages a transaction that is counted. */
    TRANSACTIONS,
    /** Transactions that send nothing. */
    DATABASES,
    /** Not timed; the count means nothing. */
    FIGURES
  }

  static Entry of(
      String title, Contestant contestant, String guarantee, Stage stage, String... words) {
    Map<String, String> all = new TreeMap<>();
    for (String word : words) {
      int sign = word.indexOf('=');
      all.put(word.substring(0, sign), word.substring(sign + 1));
    }
    return new Entry(title, contestant, guarantee, stage, all);
  }

  /** Where the messages lie that it consumes. */
  String from() {
    return words.getOrDefault("from", Places.IN);
  }

  Order order(int count) {
    Map<String, String> all = new TreeMap<>(words);
    all.put("count", String.valueOf(count));
    return new Order(all);
  }
}
