package io.pikabus.rabbitmq;

import com.rabbitmq.client.impl.CredentialsProvider;
import com.rabbitmq.client.impl.CredentialsRefreshService;
import io.pikabus.Credentials;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The user and password of one connection, and the client's own way to send a new password ({@code
 * connection.update-secret}): the client lends it to its refresh service only, and when it does so
 * by itself is none of our business. For any thread.
 */
final class ClientSecret implements CredentialsProvider, CredentialsRefreshService {

  /** Any: that there is one makes the client lend its way. */
  private static final Duration SOME = Duration.ofDays(1);

  private volatile Credentials credentials;
  private volatile @Nullable Callable<Boolean> client;

  ClientSecret(Credentials credentials) {
    this.credentials = credentials;
  }

  Credentials credentials() {
    return credentials;
  }

  /**
   * Sends a new password, and waits until the broker has taken it. A broker that refuses it closes
   * the connection.
   *
   * @return whether it was taken
   * @throws IOException when the connection is broken
   */
  boolean update(Credentials fresh) throws IOException {
    credentials = fresh;
    Callable<Boolean> send = client;
    try {
      return send != null && send.call();
    } catch (IOException | RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new IOException(failure);
    }
  }

  @Override
  public String getUsername() {
    return credentials.username();
  }

  @Override
  public String getPassword() {
    return credentials.password();
  }

  @Override
  public @Nullable Duration getTimeBeforeExpiration() {
    return credentials.expiry().isPresent() ? SOME : null;
  }

  @Override
  public String register(CredentialsProvider own, Callable<Boolean> send) {
    client = send;
    return "";
  }

  @Override
  public void unregister(CredentialsProvider own, String registration) {
    // It is not called again: the connection is closed.
  }

  @Override
  public boolean isApproachingExpiration(Duration left) {
    return false;
  }
}
