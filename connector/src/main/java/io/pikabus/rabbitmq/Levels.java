package io.pikabus.rabbitmq;

import io.pikabus.delay.DelayTopology;
import io.pikabus.protocol.HeaderNames;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Consumes the levels at which this service's messages wait, one message of each: a queue that is
 * consumed is in use, and no policy with {@code expires} deletes it. For any thread.
 */
final class Levels {

  /** Up to 2^21 seconds, which are 24 days. Few services run for so long without a restart. */
  private static final int HIGHEST = 21;

  private final BrokerConnection consuming;
  private final BlockingQueue<Delivery> arrived;
  private final ScheduledExecutorService acknowledging;
  private final Runnable deleted;
  private final Map<Integer, QueueConsumer> consumers = new ConcurrentHashMap<>();

  Levels(
      BrokerConnection consuming,
      BlockingQueue<Delivery> arrived,
      ScheduledExecutorService acknowledging,
      Runnable deleted) {
    this.deleted = deleted;
    this.consuming = consuming;
    this.arrived = arrived;
    this.acknowledging = acknowledging;
  }

  /** From now on these are consumed. */
  void attend(List<Integer> levels) {
    for (int level : levels) {
      if (level <= HIGHEST) {
        consumers.computeIfAbsent(level, this::consumer);
      }
    }
  }

  private QueueConsumer consumer(int level) {
    QueueConsumer consumer =
        new QueueConsumer(
            consuming,
            DelayTopology.levels(List.of(level)),
            DelayTopology.level(level),
            PrefetchWindow.fixed(1),
            new HeaderNames("PikaBus"),
            arrived,
            acknowledging);
    consumer.onCancelled(deleted);
    return consumer;
  }

  Collection<QueueConsumer> consumers() {
    return consumers.values();
  }
}
