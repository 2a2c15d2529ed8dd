package io.pikabus.documentation;

import io.pikabus.PikaBusConnection;
import io.pikabus.PikaBusConnectionFactory;
import jakarta.annotation.Resource;

/** A bean that sends through the resource adapter. */
class Pooled {

  record Order(String id) {}

  record Invoice(Order order) {}

  @Resource(lookup = "java:/eis/pikabus")
  private PikaBusConnectionFactory factory;

  void bill(Order order) {
    try (PikaBusConnection bus = factory.connect()) {
      bus.send("billing", new Invoice(order));
    }
  }
}
