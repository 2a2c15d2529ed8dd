package io.pikabus;

/**
 * A queue being consumed. Implemented by pikabus only: methods will be added.
 *
 * <pre>{@code
 * MessageHandler<PlaceOrder> handler = order -> orders.add(order);
 * try (Consumption consumption = bus.consume("orders", PlaceOrder.class, handler)) {
 *   takeStock();
 * } // the message in hand is handled; the others stay in the queue
 * }</pre>
 */
public interface Consumption extends AutoCloseable {

  /** Stops consuming; returns when the message in hand is settled. What is left stays queued. */
  @Override
  void close();
}
