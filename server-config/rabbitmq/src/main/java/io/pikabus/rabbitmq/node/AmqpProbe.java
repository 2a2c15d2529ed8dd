package io.pikabus.rabbitmq.node;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Finds out whether a broker answers: not only that something listens, but that it lets this user
 * open a connection to this virtual host.
 *
 * @param uri the broker, with user and password
 */
record AmqpProbe(URI uri) {

  private static final int ATTEMPT_MILLISECONDS = 5_000;
  private static final int PAUSE_MILLISECONDS = 50;

  /**
   * Waits until a connection can be opened.
   *
   * @param mayStillAnswer false as soon as waiting makes no sense any more
   * @return the broker's version
   */
  String awaitConnection(Duration timeout, BooleanSupplier mayStillAnswer) {
    ConnectionFactory factory = connectionFactory();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        return version(factory);
      } catch (IOException | TimeoutException e) {
        if (!mayStillAnswer.getAsBoolean()) {
          throw new IllegalStateException(
              "The broker at " + place(uri) + " ended before it answered AMQP", e);
        }
        if (System.nanoTime() - deadline >= 0) {
          throw new IllegalStateException(
              "The broker at "
                  + place(uri)
                  + " did not let a connection be opened within "
                  + timeout.toMillis()
                  + " ms; the last attempt said: "
                  + e,
              e);
        }
      }
      pause();
    }
  }

  /**
   * Waits until somebody listens at a port of this machine.
   *
   * @throws IllegalStateException if nobody does within {@code timeout}
   */
  static void awaitListener(int port, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ATTEMPT_MILLISECONDS);
        return;
      } catch (IOException e) {
        if (System.nanoTime() - deadline >= 0) {
          throw new IllegalStateException(
              "Nobody listens at port " + port + " after " + timeout.toMillis() + " ms", e);
        }
      }
      pause();
    }
  }

  private static String version(ConnectionFactory factory) throws IOException, TimeoutException {
    Connection connection = factory.newConnection("pikabus broker probe");
    try {
      Map<String, Object> properties = connection.getServerProperties();
      return String.valueOf(properties.getOrDefault("version", "of unknown version"));
    } finally {
      connection.abort(ATTEMPT_MILLISECONDS);
    }
  }

  private ConnectionFactory connectionFactory() {
    ConnectionFactory factory = new ConnectionFactory();
    try {
      factory.setUri(uri);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "The URI of the broker at " + place(uri) + " is not one the AMQP client can use", e);
    }
    factory.setAutomaticRecoveryEnabled(false);
    factory.setConnectionTimeout(ATTEMPT_MILLISECONDS);
    factory.setHandshakeTimeout(ATTEMPT_MILLISECONDS);
    return factory;
  }

  /** Host and port of a broker, without user and password. */
  static String place(URI uri) {
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a broker to answer", e);
    }
  }
}
