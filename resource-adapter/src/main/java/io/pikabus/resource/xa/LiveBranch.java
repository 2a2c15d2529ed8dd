package io.pikabus.resource.xa;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.journal.Branch;
import io.pikabus.journal.BranchId;
import io.pikabus.journal.Journal;
import io.pikabus.journal.JournalException;
import io.pikabus.journal.JournalFullException;
import io.pikabus.store.BatchOutcome;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.Batch;
import io.pikabus.transaction.PostCommitSender;
import io.pikabus.transaction.SendPhase;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.transaction.xa.XAException;
import org.jspecify.annotations.Nullable;

/**
 * A branch between its first call and its outcome. {@link Branch} says what a call is answered;
 * here it is done, and only then is the branch what the answer says. Called from any thread, one at
 * a time.
 */
final class LiveBranch {

  private static final System.Logger LOG = System.getLogger("io.pikabus.resource");

  private final BranchId id;
  private final Journal journal;
  private final Departure departure;
  private final HeldMessages held = new HeldMessages();

  /** Null when it was found in the journal. */
  private final @Nullable Batch batch;

  private final Delivery delivery;

  @GuardedBy("this")
  private Branch state;

  /** Of the first commit; a second one comes when the journal failed. */
  @GuardedBy("this")
  private @Nullable CompletableFuture<BatchOutcome> attempt;

  private LiveBranch(
      BranchId id,
      Journal journal,
      Departure departure,
      Branch state,
      @Nullable PostCommitSender sender) {
    this.id = id;
    this.journal = journal;
    this.departure = departure;
    this.state = state;
    this.batch = sender == null ? null : new Batch(sender, Map.of(SendPhase.STORED, held));
    this.delivery = new Delivery(id, sender == null);
  }

  /** Nobody works for it yet. */
  static LiveBranch begun(
      BranchId id, Journal journal, Departure departure, PostCommitSender sender) {
    return new LiveBranch(id, journal, departure, Branch.ABSENT, sender);
  }

  /** Prepared before a restart. */
  static LiveBranch recovered(BranchId id, Journal journal, Departure departure) {
    return new LiveBranch(id, journal, departure, Branch.RECOVERED, null);
  }

  /** What its transaction sends and receives; empty when it was found in the journal. */
  Optional<Batch> batch() {
    return Optional.ofNullable(batch);
  }

  synchronized boolean isOver() {
    return state.phase() == Branch.Phase.ABSENT;
  }

  synchronized void start(int resource, int flags, boolean busy) throws XAException {
    state = allowed(state.start(resource, flags, busy)).next();
  }

  synchronized void end(int resource, int flags) throws XAException {
    state = allowed(state.end(resource, flags)).next();
  }

  /** It shall not commit. */
  synchronized void fail() {
    state = state.failed();
  }

  synchronized int prepare() throws XAException, JournalException {
    Branch.Allowed answer = allowed(state.prepare(batch != null && !batch.isEmpty()));
    if (answer.next().phase() == Branch.Phase.ABSENT) {
      over();
      return answer.vote();
    }
    record(octets -> journal.prepare(id, octets));
    state = answer.next();
    return answer.vote();
  }

  synchronized void commit(boolean onePhase) throws XAException, JournalException {
    allowed(state.commit(onePhase));
    if (onePhase) {
      commitInOnePhase();
    } else if (batch == null) {
      journal.commit(id);
      departure.later(delivery);
    } else {
      commitPrepared();
    }
    state = Branch.ABSENT;
    if (batch != null) {
      batch.committed();
    }
  }

  @GuardedBy("this")
  private void commitInOnePhase() throws XAException, JournalException {
    if (batch == null || batch.isEmpty()) {
      if (batch != null) {
        batch.flush();
      }
      return;
    }
    try {
      record(octets -> journal.commitInOnePhase(id, octets));
    } catch (JournalException unknown) {
      // Nobody will ask again. If it is on the disk it is delivered when the journal is opened.
      over();
      throw unknown;
    }
    CompletableFuture<BatchOutcome> leaving =
        departure.now(delivery, held.messages(), departure.deadline());
    if (leaving == null) {
      departure.later(delivery);
    } else {
      departure.goOnWith(delivery, leaving);
    }
  }

  @GuardedBy("this")
  private void commitPrepared() throws JournalException {
    Deadline deadline = departure.deadline();
    if (attempt == null) {
      attempt = departure.now(delivery, held.messages(), deadline);
    }
    CompletableFuture<BatchOutcome> leaving = attempt;
    if (leaving != null && departure.isDelivered(leaving, deadline)) {
      try {
        journal.done(id);
      } catch (JournalException failed) {
        LOG.log(
            System.Logger.Level.WARNING,
            "Branch {0} is committed and delivered, which could not be recorded: {1} Its manager forgets it, and rolls back what the journal still holds.",
            id,
            failed.getMessage());
      }
      return;
    }
    journal.commit(id);
    if (leaving == null) {
      departure.later(delivery);
    } else {
      departure.goOnWith(delivery, leaving);
    }
  }

  synchronized void rollback() throws XAException, JournalException {
    allowed(state.rollback());
    if (state.phase() == Branch.Phase.PREPARED) {
      journal.rollBack(id);
    }
    over();
  }

  synchronized void forget() throws XAException {
    state = allowed(state.forget()).next();
  }

  /** Writes octets into the journal. */
  private interface Recording {
    void of(byte[] octets) throws JournalException;
  }

  @GuardedBy("this")
  private void record(Recording recording) throws XAException, JournalException {
    try {
      if (batch != null) {
        batch.flush();
      }
      recording.of(BranchFormat.write(held.messages()));
    } catch (JournalFullException | IllegalArgumentException tooMuch) {
      over();
      throw XaErrors.of(XAException.XA_RBOTHER, tooMuch);
    } catch (JournalException | RuntimeException failed) {
      // Nobody knows what is on the disk. Its manager rolls back, now or when it recovers.
      state = state.failed();
      throw failed;
    }
  }

  @GuardedBy("this")
  private void over() {
    state = Branch.ABSENT;
    if (batch != null) {
      batch.discard();
    }
  }

  @GuardedBy("this")
  private Branch.Allowed allowed(Branch.Answer answer) throws XAException {
    if (answer instanceof Branch.Allowed allowed) {
      return allowed;
    }
    boolean ends =
        answer.next().phase() == Branch.Phase.ABSENT && state.phase() != Branch.Phase.ABSENT;
    state = answer.next();
    if (ends) {
      over();
    }
    throw XaErrors.of(((Branch.Refused) answer).errorCode(), null);
  }
}
