package io.pikabus.bus;

import io.pikabus.IncomingMetadata;
import io.pikabus.MessageHandler;
import io.pikabus.PayloadException;
import io.pikabus.text.Printable;
import io.pikabus.transaction.Batch;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of one queue in Java SE, of which the MessageType of a message chooses one.
 *
 * @param byType by the MessageType that they take
 * @param otherwise takes all others; null when none does
 */
record TypedHandlers(Map<String, Typed<?>> byType, @Nullable Typed<?> otherwise)
    implements DeliverySink {

  TypedHandlers {
    byType = Map.copyOf(byType);
  }

  /** A handler, and what it takes. */
  record Typed<T>(Class<T> type, MessageHandler<T> handler) {
    void handle(Object payload) throws Exception {
      handler.handle(type.cast(payload));
    }
  }

  @Override
  public boolean awaitDemand() {
    return true;
  }

  @Override
  public Type payload(IncomingMetadata metadata, Type declared) {
    return chosen(metadata).type();
  }

  @Override
  public void handle(IncomingMetadata metadata, Object payload, @Nullable Batch transaction)
      throws Exception {
    chosen(metadata).handle(payload);
  }

  private Typed<?> chosen(IncomingMetadata metadata) {
    String type = metadata.messageType();
    Typed<?> own = type == null ? null : byType.get(type);
    Typed<?> chosen = own != null ? own : otherwise;
    if (chosen == null) {
      throw new PayloadException(
          "No handler of queue '%s' takes the message: its MessageType is %s, and there are handlers for %s. Add one, or one for the rest."
              .formatted(
                  Printable.of(metadata.queue()),
                  type == null ? "missing" : "'" + Printable.of(type) + "'",
                  Printable.of(new TreeSet<>(byType.keySet()))),
          null);
    }
    return chosen;
  }
}
