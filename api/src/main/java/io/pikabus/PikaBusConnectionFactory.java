package io.pikabus;

/**
 * Opens connections of the resource adapter, which the container pools. Injected as a resource;
 * called from any thread.
 *
 * <pre>{@code
 * @Resource(lookup = "java:/eis/pikabus")
 * private PikaBusConnectionFactory factory;
 * }</pre>
 *
 * <p>Implemented by pikabus only.
 */
public interface PikaBusConnectionFactory {

  /**
   * Opens a connection with the user that the container is configured with.
   *
   * @throws UnavailableException when the container has none: its pool is exhausted, or the adapter
   *     is stopped
   */
  PikaBusConnection connect();

  /**
   * Opens a connection of another user. What a transaction could not send with its commit is sent
   * later by the adapter's own.
   *
   * @throws UnavailableException when the container has none
   */
  PikaBusConnection connect(String user, String password);
}
