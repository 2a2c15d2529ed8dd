package io.pikabus;

/**
 * Says how a queue is consumed in Java SE: which handler gets which messages, and how many at a
 * time. Made by {@link PikaBusClient#consumer}; of one thread.
 *
 * <pre>{@code
 * bus.consumer("orders")
 *     .on("shop.PlaceOrder", PlaceOrder.class, order -> placed.add(order))
 *     .otherwise(byte[].class, body -> others.add(body))
 *     .concurrency(4)
 *     .start();
 * }</pre>
 */
public interface ConsumerBuilder {

  /**
   * Handles the messages whose {@code MessageType} is this one exactly, or begins like this: {@code
   * shop.*} takes {@code shop.PlaceOrder} and {@code shop.eu.PlaceOrder}. If several handlers take
   * a message, the most specific one gets it: the type itself before the longest beginning.
   *
   * @param messageType in full, or a beginning and a star; {@code *} alone is {@link #otherwise}
   * @param type what their bodies are decoded to: {@code String}, {@code byte[]}, or a class or
   *     record
   * @throws IllegalArgumentException when the message type has a handler already, is blank, or has
   *     a star elsewhere than at its end
   */
  <T> ConsumerBuilder on(String messageType, Class<T> type, MessageHandler<T> handler);

  /**
   * Handles all others, and those without a {@code MessageType}. Without such a handler they go to
   * the error queue.
   *
   * @param type what their bodies are decoded to
   * @throws IllegalStateException when there is such a handler already
   */
  <T> ConsumerBuilder otherwise(Class<T> type, MessageHandler<T> handler);

  /**
   * So many messages are handled at the same time, each on a thread of its own; 1 unless it is
   * said. With more than 1, their order is lost.
   *
   * @throws IllegalArgumentException when it is not from 1 to 1000
   */
  ConsumerBuilder concurrency(int messages);

  /**
   * Begins to consume. Returns when the queue exists and is consumed; if the broker cannot be
   * reached within the connection timeout it returns all the same, and consuming begins when the
   * broker comes.
   *
   * <p>A handler runs inside a bus transaction: what it sends leaves when it returns, and not at
   * all if it throws. The message is acknowledged after that.
   *
   * @throws BrokerException when the broker is reached and refuses: the queue is exclusive, say
   * @throws IllegalStateException when there is no handler, or the client is closed
   */
  Consumption start();
}
