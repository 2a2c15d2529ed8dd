package io.pikabus.bus;

import io.pikabus.ConsumerBuilder;
import io.pikabus.Consumption;
import io.pikabus.MessageHandler;
import io.pikabus.config.TypePattern;
import io.pikabus.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Collects how a queue is consumed in Java SE. */
final class StandaloneConsumer implements ConsumerBuilder {

  private static final int MOST = 1_000;

  /** Makes what consumes. */
  interface Start {
    /** Does not start it. */
    QueueConsumption with(TypedHandlers handlers, int concurrency);
  }

  private final String queue;
  private final Start start;
  private final Map<TypePattern, TypedHandlers.Typed<?>> handlers = new LinkedHashMap<>();
  private int concurrency = 1;

  StandaloneConsumer(String queue, Start start) {
    this.queue = queue;
    this.start = start;
  }

  @Override
  public <T> ConsumerBuilder on(String messageType, Class<T> type, MessageHandler<T> handler) {
    TypePattern pattern = new TypePattern(Objects.requireNonNull(messageType, "messageType"));
    if (handlers.putIfAbsent(pattern, typed(type, handler)) != null) {
      throw new IllegalArgumentException(
          "Queue '%s' has a handler for the MessageType '%s' already; each has one."
              .formatted(Printable.of(queue), Printable.of(messageType)));
    }
    return this;
  }

  @Override
  public <T> ConsumerBuilder otherwise(Class<T> type, MessageHandler<T> handler) {
    if (handlers.putIfAbsent(TypePattern.REST, typed(type, handler)) != null) {
      throw new IllegalStateException(
          "Queue '%s' has a handler for all other messages already; there is one."
              .formatted(Printable.of(queue)));
    }
    return this;
  }

  private static <T> TypedHandlers.Typed<T> typed(Class<T> type, MessageHandler<T> handler) {
    return new TypedHandlers.Typed<>(
        Objects.requireNonNull(type, "type"), Objects.requireNonNull(handler, "handler"));
  }

  @Override
  public ConsumerBuilder concurrency(int messages) {
    if (messages < 1 || messages > MOST) {
      throw new IllegalArgumentException(
          "Queue '%s' cannot handle %d messages at a time; 1 to %d it can."
              .formatted(Printable.of(queue), messages, MOST));
    }
    concurrency = messages;
    return this;
  }

  @Override
  public Consumption start() {
    if (handlers.isEmpty()) {
      throw new IllegalStateException(
          "Queue '%s' has no handler. Say one with on(…) or otherwise(…) before start()."
              .formatted(Printable.of(queue)));
    }
    List<Dispatch.Taker<TypedHandlers.Typed<?>>> takers = new ArrayList<>();
    handlers.forEach((pattern, typed) -> takers.add(new Dispatch.Taker<>(pattern, typed)));
    QueueConsumption consumption =
        start.with(new TypedHandlers(new Dispatch<>(takers)), concurrency);
    consumption.start();
    return consumption;
  }
}
