package io.pikabus.rabbitmq;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** In which order the nodes of a cluster are tried, and for how long each. Pure. */
final class NodeOrder {

  /** A node that is well answers within it, even under load. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  /** Further doublings do not fit into a long, and no number of nodes needs them. */
  private static final int DOUBLINGS = 20;

  private NodeOrder() {}

  /**
   * The nodes of one round, each once. The order is drawn, so that many services spread.
   *
   * @param lost the node that failed last, which is tried last; null when none has
   */
  static <T> List<T> drawn(Collection<T> nodes, @Nullable T lost, Random random) {
    List<T> order = new ArrayList<>(new LinkedHashSet<>(nodes));
    Collections.shuffle(order, random);
    if (lost != null && order.remove(lost)) {
      order.add(lost);
    }
    return order;
  }

  /** With this one at the front, if it is there at all. */
  static <T> List<T> preferring(@Nullable T first, List<T> nodes) {
    List<T> order = new ArrayList<>(nodes);
    if (first != null && order.remove(first)) {
      order.add(0, first);
    }
    return order;
  }

  /**
   * Whether there are other nodes to go to. A name with an IPv4 and an IPv6 address, such as {@code
   * localhost}, is one node.
   */
  static boolean isSeveral(Collection<NodeAddress> nodes) {
    return nodes.stream().map(NodeAddress::address).distinct().count() > 1
        || counted(nodes, Inet4Address.class) > 1
        || counted(nodes, Inet6Address.class) > 1;
  }

  private static long counted(Collection<NodeAddress> nodes, Class<? extends InetAddress> family) {
    return nodes.stream().map(NodeAddress::ip).filter(family::isInstance).distinct().count();
  }

  /**
   * How long one node may take: its share of the whole time, so that a node that hangs delays the
   * others little. The share doubles with each round that failed, for a network that is slow.
   *
   * @param nodes in the round, at least one
   * @param failures rounds that failed in a row
   * @return at least a second, and never more than the whole time
   */
  static Duration share(Duration whole, int nodes, int failures) {
    Duration share =
        whole.dividedBy(nodes).multipliedBy(1L << Math.min(Math.max(failures, 0), DOUBLINGS));
    Duration enough = share.compareTo(LEAST) < 0 ? LEAST : share;
    return enough.compareTo(whole) < 0 ? enough : whole;
  }
}
