package io.pikabus.config;

/** How large the body of a message may be. Pure. */
final class MessageSize {

  /** Octets; RabbitMQ takes no larger body, whatever its own max_message_size says. */
  static final int RABBITMQ = 512 * 1024 * 1024;

  private static final int LEAST = 16 * 1024 * 1024;

  /** The client holds a body twice while it joins the frames, and a handler decodes it. */
  private static final int SHARE = 4;

  private MessageSize() {}

  /** What a JVM with so many octets of heap can receive. */
  static int within(long heap) {
    return (int) Math.max(LEAST, Math.min(RABBITMQ, heap / SHARE));
  }
}
