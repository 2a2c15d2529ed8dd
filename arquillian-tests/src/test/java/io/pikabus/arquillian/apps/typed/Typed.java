package io.pikabus.arquillian.apps.typed;

import io.pikabus.PikaBus;
import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** Notes which of its methods handles what. */
@ApplicationScoped
public class Typed {
  @Inject Records records;
  @Inject PikaBus bus;

  @Incoming("place")
  @Outgoing("placed")
  public OrderPlaced place(PlaceOrder order) {
    records.add("handled", "place " + order.id());
    bus.send("typed-copies", order);
    return new OrderPlaced(order.id());
  }

  @Incoming("shop")
  public void shop(String text) {
    records.add("handled", "shop " + text);
  }

  @Incoming("others")
  public void others(byte[] body) {
    records.add("handled", "others " + new String(body, StandardCharsets.UTF_8));
  }

  @Incoming("left")
  public void left(String text) {
    records.add("lanes", "left " + text);
  }

  @Incoming("right")
  public void right(String text) {
    records.add("lanes", "right " + text);
  }
}
