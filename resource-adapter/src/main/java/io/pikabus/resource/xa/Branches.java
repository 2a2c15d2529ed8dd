package io.pikabus.resource.xa;

import io.pikabus.JournalStatus;
import io.pikabus.engine.Engine;
import io.pikabus.journal.BranchId;
import io.pikabus.journal.Journal;
import io.pikabus.journal.JournalException;
import io.pikabus.journal.JournalFigures;
import io.pikabus.journal.JournalSettings;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.thread.Threads;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.PostCommitSender;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAException;

/**
 * All branches of an instance of the adapter, by their Xids: recovery may come with another
 * resource than the one that prepared. They lie in one journal. Called from any thread.
 */
public final class Branches implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.resource");

  private static final Duration LAST_WAIT = Duration.ofSeconds(5);
  private static final long LOOK = 20;

  private final Journal journal;
  private final PostCommitSender sender;
  private final Flusher flusher;
  private final Departure departure;
  private final ConcurrentMap<BranchId, LiveBranch> live = new ConcurrentHashMap<>();
  private final AtomicInteger resources = new AtomicInteger();

  Branches(
      Journal journal,
      Flusher.Broker broker,
      PostCommitSender sender,
      Threads threads,
      Duration commitWait)
      throws JournalException {
    this.journal = journal;
    this.sender = sender;
    this.flusher = new Flusher(journal, broker, sender, threads);
    this.departure = new Departure(flusher, broker, sender, commitWait);
    for (BranchId id : journal.recover()) {
      live.put(id, LiveBranch.recovered(id, journal, departure));
    }
    List<Journal.Undelivered> undelivered = journal.undelivered();
    if (!(live.isEmpty() && undelivered.isEmpty())) {
      LOG.log(
          System.Logger.Level.INFO,
          "The journal holds {0} branches that their manager has not decided, and {1} that are committed and not delivered.",
          live.size(),
          undelivered.size());
    }
    undelivered.forEach(each -> flusher.add(new Delivery(each.branch(), true)));
  }

  /**
   * Opens the journal, and begins to deliver what is committed in it.
   *
   * @throws JournalException if it cannot be opened
   */
  public static Branches open(Path directory, Duration commitWait, Engine engine)
      throws JournalException {
    Journal journal = Journal.open(directory, JournalSettings.DEFAULT);
    boolean opened = false;
    try {
      Branches branches =
          new Branches(
              journal, new EngineBroker(engine), engine.sender(), engine.threads(), commitWait);
      opened = true;
      return branches;
    } finally {
      if (!opened) {
        close(journal);
      }
    }
  }

  /** The engine's own. */
  private record EngineBroker(Engine engine) implements Flusher.Broker {
    @Override
    public MessagePublisher publisher() {
      return engine.client();
    }

    @Override
    public boolean isReachable() {
      try {
        return engine.client().mayTakeMessages();
      } catch (IllegalStateException closed) {
        return false;
      }
    }
  }

  /** One more resource, which works for no branch yet. */
  public BranchResource resource() {
    return new BranchResource(this, resources.incrementAndGet());
  }

  /** What lies in the journal. */
  public JournalFigures figures() {
    return journal.figures();
  }

  /** How the journal is doing, as applications see it. */
  public JournalStatus status() {
    JournalFigures figures = journal.figures();
    boolean reachable = figures.undelivered() == 0 || flusher.isReachable();
    return JournalReport.of(figures, flusher.stuck(), reachable, Instant.now());
  }

  /** Branches that are committed, and can be brought nowhere. */
  public int stuck() {
    return flusher.stuck().count();
  }

  /** Does something with a branch that decides about it. */
  interface Decision {
    int of(LiveBranch branch) throws XAException, JournalException;
  }

  LiveBranch start(BranchId id, int resource, int flags, boolean busy) throws XAException {
    while (true) {
      LiveBranch branch =
          live.computeIfAbsent(id, unknown -> LiveBranch.begun(id, journal, departure, sender));
      synchronized (branch) {
        if (live.get(id) == branch) {
          try {
            branch.start(resource, flags, busy);
            return branch;
          } finally {
            forgetIfOver(id, branch);
          }
        }
      }
    }
  }

  LiveBranch live(BranchId id) throws XAException {
    LiveBranch branch = live.get(id);
    if (branch == null) {
      throw XaErrors.of(XAException.XAER_NOTA, null);
    }
    return branch;
  }

  int decide(BranchId id, Decision decision) throws XAException, JournalException {
    LiveBranch branch = live(id);
    try {
      return decision.of(branch);
    } finally {
      forgetIfOver(id, branch);
    }
  }

  private void forgetIfOver(BranchId id, LiveBranch branch) {
    synchronized (branch) {
      if (branch.isOver()) {
        live.remove(id, branch);
      }
    }
  }

  List<BranchId> prepared() throws JournalException {
    return journal.recover();
  }

  /** Begins no delivery any more. What is committed from now on stays in the journal. */
  public void stop() {
    flusher.stop();
  }

  /** After the engine is closed: records what was delivered, and closes the journal. */
  @Override
  public void close() {
    stop();
    Deadline deadline = Deadline.in(LAST_WAIT);
    try {
      while (flusher.underway() > 0 && !deadline.isOver()) {
        TimeUnit.MILLISECONDS.sleep(LOOK);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    flusher.close();
    close(journal);
  }

  private static void close(Journal journal) {
    try {
      journal.close();
    } catch (JournalException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The journal was not closed in order; nothing is lost by that: {0}",
          failed.getMessage());
    }
  }
}
