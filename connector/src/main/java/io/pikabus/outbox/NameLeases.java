package io.pikabus.outbox;

import io.pikabus.UnavailableException;
import io.pikabus.config.OutboxSettings;
import io.pikabus.log.Printable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two applications apart that share a table by mistake. In the table a broker has a name such
 * as {@code default}; one cluster at a time holds that name, by a lease that the nodes connected to
 * it renew. A node that is connected to another cluster neither stores messages under the name nor
 * sends any, until the lease runs out.
 *
 * <p>One thread looks, any thread asks.
 */
final class NameLeases {

  private static final System.Logger LOG = System.getLogger("io.pikabus.outbox");

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  private final Brokers brokers;
  private final Database database;
  private final Tables tables;
  private final long lease;
  private final long pause;
  private final String remedy;
  private final Map<String, Held> names = new ConcurrentHashMap<>();

  /**
   * What the last look found.
   *
   * @param cluster that this node is connected to, or was
   * @param refusal why this node may not use the name; null when it may
   * @param due when to look again, in terms of {@link System#nanoTime}
   */
  private record Held(String cluster, @Nullable String refusal, long due) {}

  NameLeases(OutboxSettings settings, Brokers brokers, Database database, Tables tables) {
    this.brokers = brokers;
    this.database = database;
    this.tables = tables;
    this.lease = settings.lease().toMillis();
    this.pause = Math.min(BETWEEN_LOOKS.toNanos(), settings.lease().toNanos() / 4);
    this.remedy =
        "Give one of the two applications an outbox.table-prefix of its own (here it is '%s'). If the broker has moved, wait: this ends %d s after the last node left the old one."
            .formatted(settings.tablePrefix(), settings.lease().toSeconds());
  }

  /**
   * Whether this node may send what is stored under a broker's name; renews the lease when it is
   * time. One that has not been connected yet knows nothing, and may.
   */
  boolean mayRelay(String broker) throws SQLException, InterruptedException {
    Held last = names.get(broker);
    String cluster = brokers.cluster(broker).orElse(last == null ? null : last.cluster());
    if (cluster == null) {
      return true;
    }
    Held held = last;
    if (held == null || !held.cluster().equals(cluster) || System.nanoTime() - held.due() >= 0) {
      held = look(broker, cluster, last);
      names.put(broker, held);
      tell(held, last);
    }
    return held.refusal() == null;
  }

  private Held look(String broker, String cluster, @Nullable Held last)
      throws SQLException, InterruptedException {
    InboxKey own = InboxKey.ofHolder(broker, cluster);
    Set<String> others =
        database.alone(
            connection -> {
              InboxTable table = tables.inbox(connection);
              if (last != null && last.refusal() == null && !last.cluster().equals(cluster)) {
                // The same settings lead elsewhere now: the broker has moved, or was made anew.
                table.release(connection, InboxKey.ofHolder(broker, last.cluster()));
              }
              long now = database.now();
              Set<String> holders = table.holders(connection, own.queue(), now);
              Set<String> above = above(own.messageId(), holders);
              if (above.isEmpty()) {
                table.hold(connection, own, now + lease);
              }
              return above;
            });
    return new Held(
        cluster,
        others.isEmpty() ? null : refusal(broker, cluster, others),
        System.nanoTime() + pause);
  }

  /** Those that keep one from holding. Of several that began at once, the first by name holds. */
  static Set<String> above(String own, Set<String> holders) {
    Set<String> above = new TreeSet<>(holders);
    above.removeIf(holder -> holders.contains(own) && holder.compareTo(own) >= 0);
    return above;
  }

  private String refusal(String broker, String cluster, Set<String> others) {
    return "The broker '%s' of the outbox's table is cluster '%s' to another application, and cluster '%s' to this one. So this one stores nothing in the table and sends nothing from it. %s"
        .formatted(
            Printable.of(broker),
            Printable.of(others.iterator().next().replaceAll("#.*", "")),
            Printable.of(cluster),
            remedy);
  }

  private static void tell(Held held, @Nullable Held last) {
    String before = last == null ? null : last.refusal();
    if (held.refusal() != null && before == null) {
      LOG.log(System.Logger.Level.ERROR, held.refusal());
    } else if (held.refusal() == null && before != null) {
      LOG.log(System.Logger.Level.INFO, "The outbox's table is free for this application now.");
    }
  }

  /** Why this node may not use one of its names; null when it may use all. */
  @Nullable String refusal() {
    for (Held each : names.values()) {
      if (each.refusal() != null) {
        return each.refusal();
      }
    }
    return null;
  }

  /**
   * Keeps a message from being stored where another cluster's applications would take it.
   *
   * @throws UnavailableException when this node may not use the name
   */
  void require(String broker) {
    Held held = names.get(broker);
    if (held != null && held.refusal() != null) {
      throw new UnavailableException(held.refusal(), null);
    }
  }

  /** Whoever comes next need not wait; other nodes that hold as well renew it. */
  void release() throws SQLException, InterruptedException {
    for (Map.Entry<String, Held> each : names.entrySet()) {
      if (each.getValue().refusal() == null) {
        InboxKey own = InboxKey.ofHolder(each.getKey(), each.getValue().cluster());
        database.alone(
            connection -> {
              tables.inbox(connection).release(connection, own);
              return true;
            });
      }
    }
  }
}
