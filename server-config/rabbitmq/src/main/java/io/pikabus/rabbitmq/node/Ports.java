package io.pikabus.rabbitmq.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * The TCP ports of a private node, all on loopback.
 *
 * @param amqp where clients connect
 * @param distribution where other Erlang nodes, such as rabbitmqctl, connect
 * @param tls where clients connect with TLS, if the node has a certificate
 * @param names where the epmd of the node, or of its cluster, listens, which tells nodes each
 *     other's ports
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
  private static final int OWN = 3;
  private static final int ATTEMPTS = 1_000;

  static Ports choose() {
    return choose(1).get(0);
  }

  /** For the nodes of a cluster, which share one epmd. */
  static List<Ports> choose(int nodes) {
    Integer[] free = chooseFree(nodes * OWN + 1);
    return IntStream.range(0, nodes)
        .map(node -> node * OWN + 1)
        .mapToObj(first -> new Ports(free[first], free[first + 1], free[first + 2], free[0]))
        .toList();
  }

  private static Integer[] chooseFree(int count) {
    Set<Integer> free = new LinkedHashSet<>();
    for (int attempt = 0; attempt < ATTEMPTS && free.size() < count; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        free.add(port);
      }
    }
    if (free.size() < count) {
      throw new IllegalStateException(
          "Asked for %d free TCP ports from %d to %d on 127.0.0.1, found %d in %d attempts"
              .formatted(count, LOWEST, HIGHEST, free.size(), ATTEMPTS));
    }
    return free.toArray(Integer[]::new);
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
