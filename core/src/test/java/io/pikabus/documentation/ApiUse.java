package io.pikabus.documentation;

import io.pikabus.BrokerException;
import io.pikabus.BusStatus;
import io.pikabus.ChannelMXBean;
import io.pikabus.ConfigurationException;
import io.pikabus.Consumption;
import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.Intent;
import io.pikabus.MessageHandler;
import io.pikabus.MessageType;
import io.pikabus.OutboxStatus;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.PikaBusException;
import io.pikabus.SendException;
import io.pikabus.SendOptions;
import io.pikabus.SendOutcome;
import io.pikabus.Subscription;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.ObjectName;

/** How the types of the API are used: their Javadoc shows lines of this file. */
final class ApiUse {

  record PlaceOrder(String id) {}

  @MessageType("shop.OrderPlaced")
  public record OrderPlaced(String id) {}

  record RemindCustomer(String id) {}

  private ApiUse() {}

  static void send(PikaBus bus) {
    bus.send("orders", new PlaceOrder("42"));
    bus.publish("order.placed", new OrderPlaced("42"));
    bus.defer("customer-care", new RemindCustomer("42"), Duration.ofDays(3));
  }

  static void severalHandlers(PikaBusClient bus, List<PlaceOrder> placed, List<byte[]> others) {
    bus.consumer("orders")
        .on("shop.PlaceOrder", PlaceOrder.class, order -> placed.add(order))
        .otherwise(byte[].class, body -> others.add(body))
        .concurrency(4)
        .start();
  }

  static void withOptions(PikaBus bus) {
    SendOptions urgent = SendOptions.none().withHeader("tenant", "north").withHeader("priority", 5);
    bus.send("orders", new PlaceOrder("42"), urgent);
  }

  static void sendOrKeep(PikaBus bus, PlaceOrder order, List<PlaceOrder> later) {
    try {
      bus.send("orders", order);
    } catch (SendException failed) {
      if (failed.outcome() instanceof SendOutcome.Unknown unknown && !unknown.mayHaveArrived()) {
        later.add(order); // it never left: sending it again cannot duplicate it
      } else {
        throw failed;
      }
    }
  }

  static boolean publish(PikaBus bus, System.Logger log) {
    try {
      bus.publish("order.placed", new OrderPlaced("42"));
      return true;
    } catch (PikaBusException notPublished) {
      log.log(System.Logger.Level.WARNING, notPublished.getMessage());
      return false;
    }
  }

  static boolean exists(PikaBus bus, String queue) {
    try {
      bus.messageCount(queue);
      return true;
    } catch (BrokerException refused) {
      return false;
    }
  }

  static void subscribe(PikaBus bus) {
    bus.subscribe(Subscription.of("orders", "order.#"));
    bus.subscribe(
        Subscription.toExchange("orders", "catalogue")
            .withArguments(Map.of("x-match", "all", "colour", "red")));
  }

  static String describe(Destination destination) {
    return destination instanceof Destination.Queue queue
        ? "to " + queue.name()
        : "about " + destination.name();
  }

  static Object tenant(PikaBus bus) {
    return bus.incoming().map(message -> message.headers().get("tenant")).orElse("nobody");
  }

  static boolean isEvent(IncomingMetadata message) {
    return message.intent() == Intent.EVENT;
  }

  static void report(PikaBus bus, System.Logger log) {
    for (BusStatus.Part queue : bus.status().consumers()) {
      if (queue.state() != BusStatus.State.WORKING) {
        log.log(System.Logger.Level.WARNING, queue.name() + ": " + queue.reason());
      }
    }
  }

  static long waiting(PikaBus bus) {
    return bus.status()
        .outbox()
        .filter(OutboxStatus::isKnown)
        .map(OutboxStatus::pending)
        .orElse(0L);
  }

  static void run(Map<String, String> settings, List<PlaceOrder> orders) {
    try (PikaBusClient bus = PikaBus.connect(settings)) {
      bus.consume("orders", PlaceOrder.class, orders::add);
      bus.send("orders", new PlaceOrder("42"));
    } catch (ConfigurationException faulty) {
      faulty.faults().forEach(System.err::println);
    }
  }

  static void forAWhile(PikaBusClient bus, List<PlaceOrder> orders) {
    MessageHandler<PlaceOrder> handler = order -> orders.add(order);
    try (Consumption consumption = bus.consume("orders", PlaceOrder.class, handler)) {
      takeStock();
    } // the message in hand is handled; the others stay in the queue
  }

  private static void takeStock() {}

  static void pause() throws JMException {
    ObjectName name = new ObjectName("io.pikabus:type=Channel,application=shop,name=orders");
    ChannelMXBean orders =
        JMX.newMXBeanProxy(ManagementFactory.getPlatformMBeanServer(), name, ChannelMXBean.class);
    orders.pause("stocktaking");
  }
}
