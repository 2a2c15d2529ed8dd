package io.pikabus.rabbitmq;

import io.pikabus.delay.DelayTopology;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.TimeFormat;
import io.pikabus.protocol.Topology;
import io.pikabus.thread.WorkThread;
import io.pikabus.time.Deadline;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Consumes the three queues at the end of the delays, and the levels at which this service's
 * messages wait, one message of each: a queue that is consumed is in use, and no policy with {@code
 * expires} deletes it. For any thread.
 */
final class DelayConsumers {

  /** Messages in our hands for each queue; more wait in the broker. */
  static final int PREFETCH = 20_000;

  /**
   * For what the broker found no destination for: due already, and too many bodies at once would
   * fill the heap.
   */
  private static final int PREFETCH_UNROUTED = 16;

  /** Up to 2^21 seconds, which are 24 days. Few services run for so long without a restart. */
  private static final int HIGHEST = 21;

  private final BrokerConnection consuming;
  private final BlockingQueue<Delivery> arrived;
  private final WorkThread acknowledging;
  private final Runnable deleted;
  private final List<QueueConsumer> ends;
  private final Map<Integer, QueueConsumer> levels = new ConcurrentHashMap<>();

  /**
   * Consumes the ends.
   *
   * @param arrived takes what comes
   * @param deleted is run when the broker ends a consumer, as when its queue is deleted
   */
  DelayConsumers(
      BrokerConnection consuming,
      BlockingQueue<Delivery> arrived,
      WorkThread acknowledging,
      Runnable deleted) {
    this.consuming = consuming;
    this.arrived = arrived;
    this.acknowledging = acknowledging;
    this.deleted = deleted;
    this.ends =
        DelayTopology.heldQueues().stream()
            .map(
                queue ->
                    consumer(
                        queue,
                        DelayTopology.end(),
                        queue.equals(DelayTopology.UNROUTED) ? PREFETCH_UNROUTED : PREFETCH))
            .toList();
  }

  private QueueConsumer consumer(String queue, Topology topology, int prefetch) {
    QueueConsumer consumer =
        new QueueConsumer(
            consuming,
            ConsumedTopology.shared(consuming, topology),
            queue,
            PrefetchWindow.fixed(prefetch),
            new HeaderNames("PikaBus"),
            TimeFormat.LEGACY,
            arrived,
            acknowledging);
    consumer.onCancelled(deleted);
    return consumer;
  }

  /** From now on these levels are consumed. */
  void attend(List<Integer> stops) {
    for (int stop : stops) {
      if (stop <= HIGHEST) {
        levels.computeIfAbsent(
            stop,
            level -> consumer(DelayTopology.level(level), DelayTopology.levels(List.of(level)), 1));
      }
    }
  }

  /** Waits until the ends are consumed, but for those that we may not consume. */
  void awaitConsuming(Deadline deadline) throws InterruptedException {
    for (QueueConsumer end : ends) {
      if (!end.isRefused()) {
        end.awaitConsuming(deadline.left());
      }
    }
  }

  /** Whether an end is not consumed until a person does something. */
  boolean isAnyRefused() {
    return ends.stream().anyMatch(QueueConsumer::isRefused);
  }

  /** Stops deliveries; what is in hand can still be settled. */
  void cancel() {
    all().forEach(QueueConsumer::cancel);
  }

  /** Gives back what is not settled. */
  void close() {
    all().forEach(QueueConsumer::close);
  }

  private Stream<QueueConsumer> all() {
    return Stream.concat(ends.stream(), levels.values().stream());
  }
}
