package io.pikabus;

/**
 * A bus of Java SE, which belongs to whoever connected it: it consumes, and is closed. Made by
 * {@link PikaBus#connect} or {@link PikaBus#builder()}; in a container there is none. All methods
 * may be called from any thread.
 */
public interface PikaBusClient extends PikaBus, AutoCloseable {

  /**
   * Consumes a queue, one message at a time and in order.
   *
   * <p>Returns when the queue exists and is consumed; if the broker cannot be reached within the
   * connection timeout it returns all the same, and consuming begins when the broker comes.
   *
   * <p>The handler runs inside a bus transaction: what it sends leaves when it returns, and not at
   * all if it throws. The message is acknowledged after that. If the handler throws or the body
   * cannot be decoded, the message goes to the error queue.
   *
   * @param type what the body is decoded to: {@code String}, {@code byte[]}, or a class or record
   * @return closing it stops consuming after the message in hand
   * @throws BrokerException when the broker is reached and refuses: the queue is exclusive, say
   * @throws IllegalArgumentException when the queue is the bus's own {@code error-queue}: a handler
   *     that throws there would overwrite why its message failed first
   */
  <T> Consumption consume(String queue, Class<T> type, MessageHandler<T> handler);

  /** Stops consuming, waits for what is being sent, and closes the connections. */
  @Override
  void close();
}
