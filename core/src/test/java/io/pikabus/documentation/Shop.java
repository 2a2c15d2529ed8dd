package io.pikabus.documentation;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import java.util.Map;

/** A service in Java SE with several handlers. */
public abstract class Shop {

  /** A command. */
  public record PlaceOrder(String id) {}

  /** Another one. */
  public record CancelOrder(String id) {}

  abstract void place(PlaceOrder order);

  abstract void cancel(CancelOrder order);

  abstract void ignore(byte[] body);

  void run(Map<String, String> settings) throws InterruptedException {
    try (PikaBusClient client =
        PikaBus.builder()
            .settings(settings)
            .keepJvmAlive(true) // though main ends
            .closeOnShutdown(true) // SIGTERM finishes what is in hand
            .connect()) {
      client
          .consumer("orders")
          .on("shop.PlaceOrder", PlaceOrder.class, order -> place(order))
          .on("shop.CancelOrder", CancelOrder.class, order -> cancel(order))
          .otherwise(byte[].class, body -> ignore(body))
          .concurrency(4)
          .start();
      client.awaitClosed();
    }
  }
}
