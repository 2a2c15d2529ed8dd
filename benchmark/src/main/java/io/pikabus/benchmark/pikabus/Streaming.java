package io.pikabus.benchmark.pikabus;

import io.pikabus.OutgoingMetadata;
import io.pikabus.SendOptions;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.Sample;
import io.pikabus.benchmark.agent.Stopwatch;
import io.pikabus.benchmark.container.SmallContainer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/** Sends through an emitter, outside transactions, and is told of confirms by acknowledgements. */
final class Streaming {

  private final Emitter<byte[]> orders;

  Streaming(SmallContainer container) {
    orders = container.get(Outgoing.class).orders();
  }

  static Map<String, String> settings() {
    Map<String, String> settings = Settings.connector();
    settings.put("mp.messaging.outgoing.orders.connector", "pikabus");
    settings.put("mp.messaging.outgoing.orders.destination-from-metadata", "true");
    return settings;
  }

  Measurement run(Order order) throws Exception {
    int count = order.count();
    Metadata[] destinations = destinations(order.text("queues").split(","));
    Semaphore window = new Semaphore(Places.WINDOW);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Supplier<java.util.concurrent.CompletionStage<Void>> acknowledged =
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
              destinations[i % destinations.length],
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

  private static Metadata[] destinations(String[] queues) {
    SendOptions options = OwnHeaders.options();
    Metadata[] destinations = new Metadata[queues.length];
    for (int i = 0; i < queues.length; i++) {
      destinations[i] = Metadata.of(OutgoingMetadata.toQueue(queues[i]).with(options));
    }
    return destinations;
  }
}
