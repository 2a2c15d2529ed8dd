package io.pikabus;

/**
 * Handles the messages of a queue in Java SE.
 *
 * @param <T> what the body is decoded to
 */
@FunctionalInterface
public interface MessageHandler<T> {

  /**
   * Handles one message, on a thread of the bus, after the one before it.
   *
   * @throws Exception any exception means that the message was not handled
   */
  void handle(T payload) throws Exception;
}
