package io.pikabus.bus;

import io.pikabus.IncomingMetadata;
import java.util.Optional;

/** The message whose handler runs on a thread. */
public final class CurrentMessage {

  private final ThreadLocal<IncomingMetadata> current = new ThreadLocal<>();

  /** The calling thread's message. */
  public Optional<IncomingMetadata> get() {
    return Optional.ofNullable(current.get());
  }

  void begin(IncomingMetadata message) {
    current.set(message);
  }

  void end() {
    current.remove();
  }
}
