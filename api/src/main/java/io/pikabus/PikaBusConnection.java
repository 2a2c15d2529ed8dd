package io.pikabus;

/**
 * A bus whose messages are part of a transaction of the container, by XA with recovery: the
 * resource adapter's. It comes from a pool, and goes back with {@link #close}.
 *
 * <p><b>Inside a JTA transaction</b> what is sent is recorded on disk before the transaction
 * commits, and leaves with the commit: if and only if the transaction commits, whatever crashes,
 * and though the broker is away. What is received is acknowledged after the commit. The connection
 * must be opened inside the transaction.
 *
 * <p><b>Outside a transaction</b> it is as {@link PikaBus} says.
 *
 * <pre>{@code
 * try (PikaBusConnection bus = factory.connect()) {
 *   bus.send("billing", new Invoice(order));
 * }
 * }</pre>
 *
 * <p>Implemented by pikabus only. Used by one thread at a time; after {@code close} all methods
 * throw an {@link IllegalStateException}.
 */
public interface PikaBusConnection extends PikaBus, AutoCloseable {

  /**
   * Gives the connection back. What was sent in a transaction stays part of it. Does nothing the
   * second time.
   */
  @Override
  void close();
}
