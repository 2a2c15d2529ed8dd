package io.pikabus.postgresql.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A TCP port on 127.0.0.1.
 *
 * @param number from 20000 to 31999: below the range that systems take clients' ports from, so that
 *     no client of anybody's is given it while the server is down
 */
record LoopbackPort(int number) {

  static final String ADDRESS = "127.0.0.1";

  private static final int LOWEST = 20_000;
  private static final int BEYOND = 32_000;
  private static final int ATTEMPTS = 1_000;

  /** One that nobody listens on now. */
  static LoopbackPort choose() {
    return ThreadLocalRandom.current()
        .ints(ATTEMPTS, LOWEST, BEYOND)
        .mapToObj(LoopbackPort::new)
        .filter(LoopbackPort::isFree)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Asked for a free TCP port from %d to %d on %s, found none in %d attempts"
                        .formatted(LOWEST, BEYOND - 1, ADDRESS, ATTEMPTS)));
  }

  boolean isFree() {
    try (ServerSocket socket = new ServerSocket(number, 1, InetAddress.getByName(ADDRESS))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
