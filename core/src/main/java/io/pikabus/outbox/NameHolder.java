package io.pikabus.outbox;

import io.pikabus.protocol.Fingerprint;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node that holds a broker's name in the table. Pure.
 *
 * @param place a short hash of where its settings lead
 * @param cluster a short hash of the name of the cluster there; empty while it is not known
 * @param node which no other has
 * @param shown the cluster's name for people, or what is to be read instead
 */
record NameHolder(String place, String cluster, String node, String shown) {

  private static final int HASH = 16;
  private static final int PARTS = 4;
  private static final String SEPARATOR = ".";

  static NameHolder of(String place, @Nullable String cluster, String node) {
    return new NameHolder(
        hash(place),
        cluster == null ? "" : hash(cluster),
        hash(node),
        InboxKey.readable(cluster == null ? place : cluster));
  }

  private static String hash(String text) {
    return Fingerprint.of(InboxKey.octets(text)).substring(0, HASH);
  }

  /** As the column holds it. */
  String column() {
    return String.join(SEPARATOR, place, cluster, node, shown);
  }

  /** Empty for what somebody else has written. */
  static Optional<NameHolder> read(String column) {
    String[] parts = column.split("\\.", PARTS);
    return parts.length == PARTS
        ? Optional.of(new NameHolder(parts[0], parts[1], parts[2], parts[3]))
        : Optional.empty();
  }

  /**
   * Those that keep this node from using the name: they are connected to another broker, as far as
   * can be known, and hold the name already. Nodes with the same settings have the same broker,
   * whatever it calls itself; so have nodes whose brokers call themselves the same. Of several that
   * began at once, the first by place goes on.
   *
   * @param live all that hold the name now
   */
  List<NameHolder> strangers(Collection<NameHolder> live) {
    boolean held = live.stream().anyMatch(each -> each.place.equals(place));
    return live.stream()
        .filter(each -> !each.place.equals(place))
        .filter(each -> !isAtSameCluster(each.place, live))
        .filter(each -> !held || each.place.compareTo(place) < 0)
        .toList();
  }

  private boolean isAtSameCluster(String other, Collection<NameHolder> live) {
    return !cluster.isEmpty()
        && live.stream().anyMatch(each -> each.place.equals(other) && each.cluster.equals(cluster));
  }

  /** For a sentence. */
  @Override
  public String toString() {
    return cluster.isEmpty() ? "the broker at " + shown : "cluster '" + shown + "'";
  }
}
