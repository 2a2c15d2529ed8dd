package io.pikabus.benchmark.raw;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import io.pikabus.benchmark.agent.Latencies;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.Stopwatch;
import java.util.concurrent.Semaphore;

/** Three ways to wait for confirms: in a window, once a batch, after each message. */
final class RawPublishing {

  private static final int PATIENCE = 60_000;

  private final RawClient client;

  RawPublishing(RawClient client) {
    this.client = client;
  }

  /** With so many unconfirmed; to so many queues in turn. */
  Measurement stream(Order order) throws Exception {
    int count = order.count();
    String[] queues = order.text("queues").split(",");
    try (Channel channel = client.confirming()) {
      Semaphore window = new Semaphore(Places.WINDOW);
      channel.addConfirmListener(new Window(window));
      Stopwatch watch = Stopwatch.start();
      for (int i = 0; i < count; i++) {
        window.acquire();
        RawClient.publish(channel, queues[i % queues.length]);
      }
      window.acquire(Places.WINDOW);
      return watch.stop(count);
    }
  }

  /** One wait for so many. */
  Measurement batches(Order order) throws Exception {
    int size = Integer.parseInt(order.text("size"));
    int batches = Math.max(1, order.count() / size);
    try (Channel channel = client.confirming()) {
      Stopwatch watch = Stopwatch.start();
      for (int batch = 0; batch < batches; batch++) {
        for (int i = 0; i < size; i++) {
          RawClient.publish(channel, Places.out());
        }
        channel.waitForConfirmsOrDie(PATIENCE);
      }
      return watch.stop((long) batches * size);
    }
  }

  /** One at a time. */
  Measurement single(Order order) throws Exception {
    int count = order.count();
    Latencies latencies = new Latencies(count);
    try (Channel channel = client.confirming()) {
      Stopwatch watch = Stopwatch.start();
      for (int i = 0; i < count; i++) {
        long begin = System.nanoTime();
        RawClient.publish(channel, Places.out());
        channel.waitForConfirmsOrDie(PATIENCE);
        latencies.add(System.nanoTime() - begin);
      }
      return watch.stop(count, latencies.median());
    }
  }

  /** Gives places back as confirms come, which come in no fixed order. */
  private static final class Window implements ConfirmListener {
    private final Semaphore places;
    private final Unconfirmed unconfirmed = new Unconfirmed();

    Window(Semaphore places) {
      this.places = places;
    }

    @Override
    public void handleAck(long sequence, boolean multiple) {
      places.release(unconfirmed.settle(sequence, multiple));
    }

    @Override
    public void handleNack(long sequence, boolean multiple) {
      throw new IllegalStateException("The broker refused message " + sequence);
    }
  }
}
