package io.pikabus;

import java.time.Duration;

/**
 * A queue that is consumed in Java SE, or was. May be stopped and started again as often as the
 * client is open. All methods may be called from any thread, those that wait not from a handler.
 * Implemented by pikabus only: methods will be added.
 *
 * <pre>{@code
 * MessageHandler<PlaceOrder> handler = order -> orders.add(order);
 * try (Consumption consumption = bus.consume("orders", PlaceOrder.class, handler)) {
 *   takeStock();
 * } // the message in hand is handled; the others stay in the queue
 * }</pre>
 */
public interface Consumption extends AutoCloseable {

  /**
   * Consumes, as {@link ConsumerBuilder#start} does; does nothing if it does already.
   *
   * @throws BrokerException when the broker is reached and refuses
   * @throws IllegalStateException when the client is closed
   */
  void start();

  /**
   * Takes no more messages. Those in hand are finished and acknowledged, and what was delivered
   * ahead goes back to the queue. Returns at once.
   */
  void stop();

  /**
   * Waits, after {@link #stop}, until the messages in hand are settled.
   *
   * @return false when it took longer, or the thread was interrupted, which it then still is
   */
  boolean awaitStopped(Duration timeout);

  /** Stops, and returns when the messages in hand are settled or {@code drain-timeout} is over. */
  @Override
  void close();
}
