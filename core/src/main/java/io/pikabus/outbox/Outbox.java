package io.pikabus.outbox;

import io.pikabus.config.OutboxSettings;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.store.BatchOutcome;
import io.pikabus.store.BatchResults;
import io.pikabus.store.BrokerRegistry;
import io.pikabus.store.InFlightBudget;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.MessageStore;
import io.pikabus.transaction.PostCommitSender;
import io.pikabus.transaction.TransactionalMessage;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stores messages in the transaction that sends them, and sends them from memory once it has
 * committed. What cannot go from memory (the broker is away, too much is on its way, it has an
 * ordering key) is left to the {@link Relay}.
 *
 * <p>Called from any thread.
 */
final class Outbox implements MessageStore {

  /** Larger transactions are streamed from the table. */
  private static final int MOST_FROM_MEMORY = 1000;

  private static final int BUDGET_KIBIBYTES = 32 * 1024;

  private final OutboxSettings settings;
  private final BrokerRegistry brokers;
  private final PostCommitSender dispatch;
  private final Database database;
  private final OutboxTables tables;
  private final OutcomeWriter outcomeWriter;
  private final NameLeases names;
  private final Runnable nudge;
  private final InFlightBudget budget = new InFlightBudget(BUDGET_KIBIBYTES);

  /**
   * Made of its parts.
   *
   * @param nudge tells the relay that there is something for it
   */
  Outbox(
      OutboxSettings settings,
      BrokerRegistry brokers,
      PostCommitSender dispatch,
      Database database,
      OutboxTables tables,
      OutcomeWriter outcomeWriter,
      NameLeases names,
      Runnable nudge) {
    this.settings = settings;
    this.brokers = brokers;
    this.dispatch = dispatch;
    this.database = database;
    this.tables = tables;
    this.outcomeWriter = outcomeWriter;
    this.names = names;
    this.nudge = nudge;
  }

  @Override
  public void expect() {
    database.expectConnections();
  }

  @Override
  public Receipt store(List<TransactionalMessage> messages) {
    database.requireConnections();
    messages.forEach(message -> names.require(brokers.nameOf(message.publisher())));
    List<StoredBatch> batches = batches(messages);
    List<OutboxRow> rows = batches.stream().flatMap(batch -> batch.rows().stream()).toList();
    Stored stored = new Stored(batches);
    try {
      database.joining(
          connection -> {
            tables.outbox(connection).insert(connection, rows, database.now());
            return true;
          });
      return stored;
    } catch (SQLException | RuntimeException refused) {
      stored.abandoned();
      throw Refused.of(
          "%d messages could not be stored in the outbox of datasource '%s': %s. Its table must exist, and the datasource must be the one of the transaction, or both must be XA."
              .formatted(rows.size(), settings.datasource(), Printable.of(refused.getMessage())),
          refused);
    }
  }

  private record Route(MessagePublisher publisher, @Nullable String orderingKey) {}

  private List<StoredBatch> batches(List<TransactionalMessage> messages) {
    Map<Route, List<TransactionalMessage>> routes = new LinkedHashMap<>();
    for (TransactionalMessage message : messages) {
      routes
          .computeIfAbsent(
              new Route(message.publisher(), message.orderingKey()), route -> new ArrayList<>())
          .add(message);
    }
    return routes.entrySet().stream()
        .map(route -> batch(route.getKey(), route.getValue()))
        .toList();
  }

  private StoredBatch batch(Route route, List<TransactionalMessage> messages) {
    String broker = brokers.nameOf(route.publisher());
    int cost = budget.cost(messages.stream().map(TransactionalMessage::envelope).toList());
    boolean fromMemory =
        route.orderingKey() == null
            && messages.size() <= MOST_FROM_MEMORY
            && brokers.isReachable(broker)
            && budget.tryTake(cost);
    return new StoredBatch(newName(), broker, messages, fromMemory, cost);
  }

  /** Unique, and later ones sort behind, which the table's index likes. */
  private static String newName() {
    String random = UUID.randomUUID().toString().replace("-", "");
    return "%012x%s".formatted(System.currentTimeMillis(), random.substring(12));
  }

  /** The messages of one transaction for one broker and ordering key. */
  private final class StoredBatch {
    private final String name;
    private final String broker;
    private final List<TransactionalMessage> messages;
    private final boolean fromMemory;
    private final int cost;
    private final long stored = System.nanoTime();

    StoredBatch(
        String name,
        String broker,
        List<TransactionalMessage> messages,
        boolean fromMemory,
        int cost) {
      this.name = name;
      this.broker = broker;
      this.messages = messages;
      this.fromMemory = fromMemory;
      this.cost = cost;
    }

    List<OutboxRow> rows() {
      Duration lease = fromMemory ? settings.lease() : Duration.ZERO;
      List<OutboxRow> rows = new ArrayList<>();
      for (TransactionalMessage message : messages) {
        rows.add(OutboxRow.of(name, rows.size(), broker, message, lease));
      }
      return rows;
    }

    CompletableFuture<@Nullable Void> send() {
      if (!fromMemory || isLate()) {
        abandon();
        nudge.run();
        return CompletableFuture.completedFuture(null);
      }
      BatchResults sending = new BatchResults(name, false);
      Deadline deadline = messages.get(0).deadline();
      TransactionalMessage.together(
          messages, message -> sending.add(dispatch.send(message, deadline)));
      return sending.settled().thenAccept(this::settle);
    }

    /** A commit that took so long leaves no time before others may send: they do it, then. */
    private boolean isLate() {
      return System.nanoTime() - stored > settings.lease().toNanos() / 2;
    }

    private void settle(BatchOutcome batchOutcome) {
      abandon();
      outcomeWriter.add(batchOutcome);
    }

    void abandon() {
      if (fromMemory) {
        budget.giveBack(cost);
      }
    }
  }

  private record Stored(List<StoredBatch> batches) implements Receipt {
    @Override
    public CompletableFuture<@Nullable Void> committed() {
      return CompletableFuture.allOf(
          batches.stream().map(StoredBatch::send).toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public void abandoned() {
      batches.forEach(StoredBatch::abandon);
    }
  }
}
