package io.pikabus.benchmark.pikabus;

import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import io.pikabus.benchmark.agent.Latencies;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.Sample;
import io.pikabus.benchmark.agent.Stopwatch;
import io.pikabus.benchmark.container.SmallContainer;
import io.pikabus.benchmark.container.Transactions;
import io.pikabus.benchmark.container.Workers;

/** Sends by the bus: many in a JTA transaction, which are flushed when it commits; or one. */
final class Sending {

  private final PikaBus bus;
  private final SendOptions options = OwnHeaders.options();

  Sending(SmallContainer container) {
    this.bus = container.get(PikaBus.class);
  }

  Measurement batches(Transactions transactions, Order order) throws Exception {
    int size = Integer.parseInt(order.text("size"));
    int batches = Math.max(1, order.count() / size);
    Stopwatch watch = Stopwatch.start();
    for (int batch = 0; batch < batches; batch++) {
      transactions.run(
          () -> {
            for (int i = 0; i < size; i++) {
              bus.send(Places.out(), Sample.body(), options);
            }
          });
    }
    return watch.stop((long) batches * size);
  }

  /** Counts transactions of two messages of several workers. */
  Measurement pairs(Transactions transactions, Order order) throws Exception {
    return Workers.measure(
        order,
        () ->
            () ->
                transactions.run(
                    () -> {
                      bus.send(Places.out(), Sample.body(), options);
                      bus.send(Places.out(), Sample.body(), options);
                    }));
  }

  Measurement single(Order order) {
    int count = order.count();
    Latencies latencies = new Latencies(count);
    Stopwatch watch = Stopwatch.start();
    for (int i = 0; i < count; i++) {
      long begin = System.nanoTime();
      bus.send(Places.out(), Sample.body(), options);
      latencies.add(System.nanoTime() - begin);
    }
    return watch.stop(count, latencies.median());
  }
}
