package io.pikabus.bus;

import io.pikabus.IncomingMetadata;
import io.pikabus.MessageHandler;
import io.pikabus.transaction.Batch;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** The handlers of one queue in Java SE, of which the MessageType of a message chooses one. */
record TypedHandlers(Dispatch<Typed<?>> dispatch) implements DeliverySink {

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
    return dispatch.target(metadata).type();
  }

  @Override
  public void handle(IncomingMetadata metadata, Object payload, @Nullable Batch transaction)
      throws Exception {
    dispatch.target(metadata).handle(payload);
  }
}
