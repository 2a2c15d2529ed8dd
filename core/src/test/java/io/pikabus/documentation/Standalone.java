package io.pikabus.documentation;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The README's example for Java SE. */
public final class Standalone {

  public record PlaceOrder(String id) {}

  private Standalone() {}

  static PlaceOrder run(Map<String, String> settings) throws InterruptedException {
    BlockingQueue<PlaceOrder> handled = new LinkedBlockingQueue<>();
    try (PikaBusClient bus = PikaBus.connect(settings)) {
      bus.consume("orders", PlaceOrder.class, order -> handled.put(order));
      bus.subscribe("orders", "order.*");
      bus.publish("order.placed", new PlaceOrder("42"));
      return handled.take();
    }
  }
}
