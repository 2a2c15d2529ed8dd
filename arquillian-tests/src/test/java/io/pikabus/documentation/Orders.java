package io.pikabus.documentation;

import io.pikabus.PikaBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;

@ApplicationScoped
public class Orders {

  @Inject OrderRepository repository;
  @Inject PikaBus bus;

  @Inject
  @Channel("order-events")
  Emitter<OrderAccepted> events;

  @Incoming("pikabus-orders")
  @Transactional
  public void place(PlaceOrder order) {
    repository.accept(order);
    events.send(new OrderAccepted(order.id())); // leaves when this commits
    bus.reply(new OrderAccepted(order.id())); // so does this
    bus.defer("customer-care", new RemindCustomer(order.id()), Duration.ofDays(3));
  }
}
