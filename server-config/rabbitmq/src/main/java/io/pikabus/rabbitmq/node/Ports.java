package io.pikabus.rabbitmq.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The TCP ports of a private node, all on loopback.
 *
 * @param amqp where clients connect
 * @param distribution where other Erlang nodes, such as rabbitmqctl, connect
 * @param tls where clients connect with TLS, if the node has a certificate
 * @param names where the node's own epmd, which tells nodes each other's ports, listens
 */
record Ports(int amqp, int tls, int distribution, int names) {

  // Below the range that systems take clients' ports from (from 32768 on Linux). Inside it, a
  // client
  // that reconnects to a node that is down can be given that very port, be connected to itself, and
  // keep the node from its port.
  static final int LOWEST = 20_000;
  static final int HIGHEST = 32_000;

  // Not getLoopbackAddress(), which may be IPv6.
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int COUNT = 4;
  private static final int ATTEMPTS = 1_000;

  static Ports choose() {
    Set<Integer> free = new LinkedHashSet<>();
    for (int attempt = 0; attempt < ATTEMPTS && free.size() < COUNT; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        free.add(port);
      }
    }
    Integer[] chosen = free.toArray(Integer[]::new);
    if (chosen.length < COUNT) {
      throw new IllegalStateException(
          "Asked for %d free TCP ports from %d to %d on 127.0.0.1, found %d in %d attempts"
              .formatted(COUNT, LOWEST, HIGHEST, chosen.length, ATTEMPTS));
    }
    return new Ports(chosen[0], chosen[1], chosen[2], chosen[3]);
  }

  /** Fails if somebody else listens on a port that the node is about to take. */
  void requireFreeForNode() {
    for (int port : new int[] {amqp, tls, distribution}) {
      if (!isFree(port)) {
        throw new IllegalStateException(
            "Asked to start a private node on 127.0.0.1:%d, found the port in use by another process;"
                    .formatted(port)
                + " end that process, or create another node, which chooses other ports");
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByAddress(LOOPBACK))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
