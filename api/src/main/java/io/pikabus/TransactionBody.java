package io.pikabus;

/**
 * What runs inside a transaction of the bus: {@link PikaBus#inTransaction}.
 *
 * <pre>{@code
 * bus.inTransaction(
 *     () -> {
 *       bus.send("billing", invoice);
 *       bus.publish("order.billed", invoice);
 *     });
 * }</pre>
 *
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface TransactionBody<X extends Exception> {

  /**
   * Works.
   *
   * @throws X then nothing is sent, and what was received is back in its queue
   */
  void run() throws X;
}
