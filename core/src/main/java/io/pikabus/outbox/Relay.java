package io.pikabus.outbox;

import io.pikabus.config.OutboxSettings;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.store.BatchOutcome;
import io.pikabus.store.BatchResults;
import io.pikabus.store.BrokerRegistry;
import io.pikabus.store.InFlightBudget;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.PostCommitSender;
import io.pikabus.transaction.TransactionalMessage;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends from the table what did not leave from memory: takes up batches whose lease has run out,
 * streams them to the broker, a bounded amount at a time, and goes on with the next ones while the
 * confirms of the last are under way.
 *
 * <p>One thread of the deployment calls; the client's threads bring the results.
 */
final class Relay {

  private static final System.Logger LOG = System.getLogger("io.pikabus.outbox");

  private static final int BATCHES_AT_ONCE = 256;

  private static final int BUDGET_KIBIBYTES = 8 * 1024;

  private static final PostCommitSender.Result NOT_SENT =
      new PostCommitSender.Result(
          PostCommitSender.Status.UNKNOWN, "It was not handed to the broker this time.");

  private final OutboxSettings settings;
  private final BrokerRegistry brokers;
  private final PostCommitSender dispatch;
  private final Database database;
  private final OutboxTables tables;
  private final OutcomeWriter outcomeWriter;
  private final NameLeases names;
  private final InFlightBudget budget = new InFlightBudget(BUDGET_KIBIBYTES);
  private volatile boolean running = true;

  Relay(
      OutboxSettings settings,
      BrokerRegistry brokers,
      PostCommitSender dispatch,
      Database database,
      OutboxTables tables,
      OutcomeWriter outcomeWriter,
      NameLeases names) {
    this.settings = settings;
    this.brokers = brokers;
    this.dispatch = dispatch;
    this.database = database;
    this.tables = tables;
    this.outcomeWriter = outcomeWriter;
    this.names = names;
  }

  /**
   * Takes up some batches for every broker that takes messages.
   *
   * @return whether there may be more
   */
  boolean sendSome() throws SQLException, InterruptedException {
    boolean more = false;
    for (String broker : brokers.names()) {
      // Each time: handing over to a broker may take half of a lease.
      names.look();
      if (running && names.mayUse(broker) && brokers.isReachable(broker)) {
        more |= sendSome(broker);
      }
    }
    return more;
  }

  private boolean sendSome(String broker) throws SQLException, InterruptedException {
    // Half of the lease is for handing over, the other half for the confirms.
    Deadline handedOverBy = Deadline.in(settings.lease().dividedBy(2));
    List<OutboxTable.Claimed> batches =
        database.alone(
            connection ->
                tables
                    .outbox(connection)
                    .claim(
                        connection,
                        broker,
                        BATCHES_AT_ONCE,
                        database.now(),
                        database.now() + settings.lease().toMillis()));
    if (batches.isEmpty()) {
      return false;
    }
    Stream stream = new Stream(brokers.named(broker), batches, handedOverBy);
    try {
      database.streaming(
          connection -> {
            tables.outbox(connection).read(connection, stream.batches(), stream::row);
            return true;
          });
      stream.endOfBatch();
    } finally {
      stream.giveBackTheRest();
    }
    return batches.size() == BATCHES_AT_ONCE;
  }

  void stop() {
    running = false;
  }

  /** The batches of one claim, as their rows come by. */
  private final class Stream {
    private final MessagePublisher publisher;
    private final Map<String, Boolean> untouched = new LinkedHashMap<>();
    private final Deadline handedOverBy;
    private @Nullable BatchResults sending;
    private @Nullable Deadline deadline;
    private boolean late;

    Stream(MessagePublisher publisher, List<OutboxTable.Claimed> claimed, Deadline handedOverBy) {
      this.publisher = publisher;
      claimed.forEach(each -> untouched.put(each.batch(), each.ordered()));
      this.handedOverBy = handedOverBy;
    }

    List<String> batches() {
      return List.copyOf(untouched.keySet());
    }

    void row(String batch, int position, byte @Nullable [] envelope, byte @Nullable [] body)
        throws InterruptedException {
      BatchResults present = sending;
      if (present == null || !present.batch().equals(batch)) {
        endOfBatch();
        present = new BatchResults(batch, Boolean.TRUE.equals(untouched.remove(batch)));
        sending = present;
        deadline = null;
      }
      present.add(position, send(envelope, body));
    }

    private CompletableFuture<PostCommitSender.Result> send(
        byte @Nullable [] envelope, byte @Nullable [] body) throws InterruptedException {
      TransactionalMessage message;
      try {
        message = OutboxRow.message(envelope, body, publisher);
      } catch (RuntimeException unreadable) {
        // Whatever somebody wrote into it: it must not keep the others from leaving.
        return CompletableFuture.completedFuture(
            new PostCommitSender.Result(
                PostCommitSender.Status.STUCK, Printable.of(unreadable.getMessage())));
      }
      int cost = budget.cost(message.envelope());
      late |= !running || !budget.take(cost, handedOverBy.nanosLeft());
      if (late) {
        return CompletableFuture.completedFuture(NOT_SENT);
      }
      Deadline shared = deadline;
      if (shared == null) {
        // One for the whole batch, within the lease.
        shared = handedOverBy.andThen(message.timeout());
        deadline = shared;
      }
      return dispatch.send(message, shared).whenComplete((result, never) -> budget.giveBack(cost));
    }

    /** All its rows have come by; only now may it be taken for delivered. */
    void endOfBatch() {
      BatchResults complete = sending;
      sending = null;
      if (complete != null) {
        var settled = complete.settledAgain(NOT_SENT).thenAccept(outcomeWriter::add);
        LOG.log(System.Logger.Level.TRACE, "Batch {0}: {1}", complete.batch(), settled);
      }
    }

    /** What an error kept from being read to its end, and what it kept from being read at all. */
    void giveBackTheRest() {
      if (sending != null) {
        sending.add(CompletableFuture.completedFuture(NOT_SENT));
        endOfBatch();
      }
      untouched.keySet().forEach(batch -> outcomeWriter.add(new BatchOutcome.Released(batch)));
    }
  }
}
