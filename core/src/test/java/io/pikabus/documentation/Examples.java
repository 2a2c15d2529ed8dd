package io.pikabus.documentation;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.ReceivedMessage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The examples of PikaBus's documentation, in Java: docs/python.md shows them. */
final class Examples {

  /** A command, or an event. */
  public record Greeting(String hello, boolean reply) {}

  private Examples() {}

  static PikaBusClient consumer(Map<String, String> broker, Consumer<Greeting> out) {
    PikaBusClient bus =
        PikaBus.builder()
            .settings(broker)
            .setting("listener-queue", "greetings")
            .setting("topics", "greeting")
            .setting("max-retries", "1")
            .setting("allowed-reply-queues", "greetings")
            .connect();
    bus.consume(
        "greetings",
        Greeting.class,
        greeting -> {
          out.accept(greeting);
          if (greeting.reply()) {
            bus.reply(new Greeting(greeting.hello(), false));
          }
        });
    return bus;
  }

  static void basic(PikaBusClient bus) {
    Greeting greeting = new Greeting("world", true);
    bus.send("greetings", greeting);
    bus.defer("greetings", greeting, Duration.ofSeconds(1));
    bus.publish("greeting", greeting);
  }

  static void publish(Map<String, String> broker) {
    try (PikaBusClient bus = PikaBus.connect(broker)) {
      bus.publish("greeting", new Greeting("world", false));
    }
  }

  static void send(Map<String, String> broker, Duration delay) {
    try (PikaBusClient bus = PikaBus.connect(broker)) {
      bus.send("greetings", new Greeting("world", false));
      bus.defer("greetings", new Greeting("world", false), delay);
    }
  }

  static void transaction(Map<String, String> broker, Consumer<Greeting> out) {
    try (PikaBusClient bus = PikaBus.connect(broker)) {
      bus.declareQueue("greetings", "greeting");
      bus.inTransaction(
          () -> {
            bus.send("greetings", new Greeting("world", false));
            bus.publish("greeting", new Greeting("world", false));
          });

      Optional<ReceivedMessage<Greeting>> next = bus.receive("greetings", Greeting.class);
      while (next.isPresent()) {
        out.accept(next.get().payload());
        next = bus.receive("greetings", Greeting.class);
      }
    }
  }

  static PikaBusClient failing(Map<String, String> broker) {
    PikaBusClient bus =
        PikaBus.builder()
            .settings(broker)
            .setting("error-queue", "failed-greetings")
            .setting("max-retries", "1")
            .connect();
    bus.consume(
        "failing",
        Greeting.class,
        greeting -> {
          throw new IllegalStateException("I fail, as I was told to.");
        });
    bus.send("failing", new Greeting("world", true));
    return bus;
  }
}
