package io.pikabus.outbox;

import io.pikabus.UnavailableException;
import io.pikabus.config.OutboxSettings;
import io.pikabus.store.BrokerRegistry;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two applications apart that share a table by mistake. In the table a broker has a name such
 * as {@code default}. The nodes that use a name each hold it by a row that they renew. A node whose
 * broker is another one neither stores messages under the name nor sends any, until those rows have
 * run out.
 *
 * <p>One thread looks at a time, any thread asks.
 */
final class NameLeases {

  private static final System.Logger LOG = System.getLogger("io.pikabus.outbox");

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  private final BrokerRegistry brokers;
  private final Database database;
  private final OutboxTables tables;
  private final long lease;
  private final Duration pause;
  private final String remedy;
  private final String node = UUID.randomUUID().toString();
  private final Map<String, Known> names = new ConcurrentHashMap<>();

  /**
   * What the last look found.
   *
   * @param cluster that this node is connected to, or was last; null before the first connection
   * @param own this node as a holder
   * @param refusal why this node may not use the name; null when it may
   * @param due when to look again
   */
  private record Known(
      @Nullable String cluster, NameHolder own, @Nullable String refusal, Deadline due) {}

  NameLeases(
      OutboxSettings settings, BrokerRegistry brokers, Database database, OutboxTables tables) {
    this.brokers = brokers;
    this.database = database;
    this.tables = tables;
    this.lease = settings.lease().toMillis();
    Duration quarter = settings.lease().dividedBy(4);
    this.pause = quarter.compareTo(BETWEEN_LOOKS) < 0 ? quarter : BETWEEN_LOOKS;
    this.remedy =
        "Give one of the two applications an outbox.table-prefix of its own (here it is '%s'). If the broker has moved, end the nodes that lead to the old one; %d s later at most this ends."
            .formatted(settings.tablePrefix(), settings.lease().toSeconds());
  }

  /** Renews what this node holds, and looks whether others hold it, where it is time. */
  void look() throws SQLException, InterruptedException {
    for (String broker : brokers.names()) {
      Known last = names.get(broker);
      Optional<String> connected = brokers.cluster(broker);
      String cluster = connected.orElse(last == null ? null : last.cluster());
      if (last == null || !Objects.equals(last.cluster(), cluster) || last.due().isOver()) {
        Known found = look(broker, cluster, last);
        names.put(broker, found);
        tell(found, last);
      }
    }
  }

  private Known look(String broker, @Nullable String cluster, @Nullable Known last)
      throws SQLException, InterruptedException {
    NameHolder own = NameHolder.of(brokers.place(broker), cluster, node);
    List<NameHolder> strangers =
        database.alone(
            connection -> {
              InboxTable table = tables.inbox(connection);
              if (last != null && !last.own().equals(own)) {
                table.release(connection, InboxKey.ofHolder(broker, last.own()));
              }
              InboxKey row = InboxKey.ofHolder(broker, own);
              long now = database.now();
              List<NameHolder> live =
                  table.holders(connection, row.queue(), now).stream()
                      .map(NameHolder::read)
                      .flatMap(Optional::stream)
                      .toList();
              List<NameHolder> others = own.strangers(live);
              if (others.isEmpty()) {
                table.hold(connection, row, now + lease);
              } else {
                table.release(connection, row);
              }
              return others;
            });
    return new Known(
        cluster,
        own,
        strangers.isEmpty() ? null : refusal(broker, own, strangers.get(0)),
        Deadline.in(pause));
  }

  private String refusal(String broker, NameHolder own, NameHolder other) {
    return "'%s' in the outbox's table is %s to another application, and %s to this one. So this one stores nothing in the table and sends nothing from it. %s"
        .formatted(Printable.of(broker), other, own, remedy);
  }

  private static void tell(Known found, @Nullable Known last) {
    String before = last == null ? null : last.refusal();
    if (found.refusal() != null && before == null) {
      LOG.log(System.Logger.Level.ERROR, found.refusal());
    } else if (found.refusal() == null && before != null) {
      LOG.log(System.Logger.Level.INFO, "The outbox's table is free for this application now.");
    }
  }

  /** Whether this node may send what is stored under a broker's name. */
  boolean mayUse(String broker) {
    Known known = names.get(broker);
    return known != null && known.refusal() == null;
  }

  /** Why this node may not use one of its names; null when it may use all. */
  @Nullable String refusal() {
    for (Known each : names.values()) {
      if (each.refusal() != null) {
        return each.refusal();
      }
    }
    return null;
  }

  /**
   * Keeps a message from being stored where another broker's applications would take it.
   *
   * @throws UnavailableException when this node may not use the name
   */
  void require(String broker) {
    Known known = names.get(broker);
    if (known != null && known.refusal() != null) {
      throw new UnavailableException(known.refusal(), null);
    }
  }

  /** Takes this node's rows away, so that nobody waits for them. */
  void release() throws SQLException, InterruptedException {
    for (Map.Entry<String, Known> each : names.entrySet()) {
      InboxKey own = InboxKey.ofHolder(each.getKey(), each.getValue().own());
      database.alone(
          connection -> {
            tables.inbox(connection).release(connection, own);
            return true;
          });
    }
  }
}
