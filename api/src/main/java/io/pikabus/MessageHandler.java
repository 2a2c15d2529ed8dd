package io.pikabus;

/**
 * Handles the messages of a queue in Java SE.
 *
 * <pre>{@code
 * MessageHandler<PlaceOrder> handler = order -> orders.add(order);
 * try (Consumption consumption = bus.consume("orders", PlaceOrder.class, handler)) {
 *   takeStock();
 * } // the message in hand is handled; the others stay in the queue
 * }</pre>
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
