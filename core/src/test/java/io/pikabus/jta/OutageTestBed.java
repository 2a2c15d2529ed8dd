package io.pikabus.jta;

import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus.Part;
import io.pikabus.BusStatus.State;
import io.pikabus.IncomingMetadata;
import io.pikabus.PausePolicy;
import io.pikabus.PikaBus;
import io.pikabus.bus.DeliverySink;
import io.pikabus.bus.Lane;
import io.pikabus.bus.Statuses;
import io.pikabus.faults.Log;
import io.pikabus.faults.Outage;
import io.pikabus.transaction.Batch;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A lane with inbox and outbox whose handler stores a row and sends a message, and what is seen of
 * it while its database is away. Poison messages begin with "poison".
 */
final class OutageTestBed implements AutoCloseable {

  final JtaTestBed bed;
  final String in;
  final String out;
  final Log log = new Log();
  final AtomicInteger calls = new AtomicInteger();

  /** What was handled, or tried. */
  final Set<String> tried = ConcurrentHashMap.newKeySet();

  private final PikaBus bus;

  /** At the beginning of each handling. */
  volatile Runnable before = () -> {};

  private @Nullable Lane lane;

  OutageTestBed(Engine engine) throws Exception {
    this(engine, Map.of());
  }

  OutageTestBed(Engine engine, Map<String, Object> argumentsOfQueue) throws Exception {
    bed = new JtaTestBed(engine);
    in = Outage.unique("in");
    bed.peer().declare(in, argumentsOfQueue);
    out = bed.peer().queue("out");
    bus = bed.bus(Mode.OUTBOX);
  }

  void put(String text) throws Exception {
    InboxTest.put(bed, in, text, text);
  }

  /** Starts to consume with the defaults. */
  void start(Map<String, String> change, @Nullable PausePolicy policy) {
    lane = bed.lane(in, change, policy, new Storing());
  }

  private final class Storing implements DeliverySink {
    @Override
    public boolean awaitDemand() {
      return true;
    }

    @Override
    public void handle(IncomingMetadata metadata, Object payload, @Nullable Batch transaction)
        throws Exception {
      calls.incrementAndGet();
      String text = payload.toString();
      tried.add(text);
      before.run();
      if (text.startsWith("poison")) {
        throw new IllegalArgumentException(text);
      }
      if (text.startsWith("outage")) {
        throw new OutageOfOurs(text);
      }
      bed.insert(text);
      bus.send(out, text);
      // As work does: so that the database can be stopped in the middle of the messages.
      java.util.concurrent.locks.LockSupport.parkNanos(60_000_000);
    }
  }

  /** What an application might name in {@code pause-on}. */
  static final class OutageOfOurs extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutageOfOurs(String message) {
      super(message);
    }
  }

  Part part() {
    Lane present = java.util.Objects.requireNonNull(lane);
    return Statuses.consumer("in", in, present.state(), present.kept());
  }

  void awaitState(State state) {
    await(state.toString()).atMost(Duration.ofSeconds(60)).until(() -> part().state() == state);
  }

  void awaitRows(int least) {
    await(least + " rows")
        .atMost(Duration.ofSeconds(120))
        .ignoreExceptions()
        .until(() -> bed.rows().size() >= least);
  }

  long failed() throws Exception {
    try {
      return bed.peer().fresh().messageCount(bed.errorQueue());
    } catch (java.io.IOException missing) {
      // Nobody has declared it, so nothing was sent to it.
      return 0;
    }
  }

  @Override
  public void close() throws Exception {
    if (lane != null) {
      lane.close();
    }
    log.close();
    bed.close();
  }
}
