package io.pikabus.benchmark.smallrye;

import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.Sample;
import io.pikabus.benchmark.agent.Stopwatch;
import io.pikabus.benchmark.container.SmallContainer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/** Sends through an emitter and is told of confirms (at its defaults, of writes) by acks. */
final class Streaming {

  private Streaming() {}

  static Measurement run(SmallContainer container, Order order) throws Exception {
    Emitter<byte[]> orders = container.get(Outgoing.class).orders();
    int count = order.count();
    Semaphore window = new Semaphore(Places.WINDOW);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Supplier<CompletionStage<Void>> acknowledged =
        () -> {
          window.release();
          return CompletableFuture.completedFuture(null);
        };
    Stopwatch watch = Stopwatch.start();
    for (int i = 0; i < count; i++) {
      window.acquire();
      orders.send(
          Message.of(
              Sample.body(),
              Samples.metadata(),
              acknowledged,
              reason -> {
                failure.set(reason);
                return acknowledged.get();
              }));
    }
    window.acquire(Places.WINDOW);
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
    return watch.stop(count);
  }
}
