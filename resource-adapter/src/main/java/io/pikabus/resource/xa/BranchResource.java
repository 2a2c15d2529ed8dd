package io.pikabus.resource.xa;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.journal.BranchId;
import io.pikabus.journal.JournalException;
import io.pikabus.journal.RecoveryScan;
import io.pikabus.transaction.Batch;
import java.util.Objects;
import java.util.Optional;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * The adapter as a resource of transactions: its messages. Many resources see the same branches,
 * those of {@link Branches}; each works for one of them at a time. Called from any thread.
 */
public final class BranchResource implements XAResource {

  private static final System.Logger LOG = System.getLogger("io.pikabus.resource");

  private final Branches branches;
  private final int number;

  @GuardedBy("this")
  private @Nullable LiveBranch current;

  @GuardedBy("this")
  private RecoveryScan scan = RecoveryScan.NONE;

  BranchResource(Branches branches, int number) {
    this.branches = branches;
    this.number = number;
  }

  /** Where messages go that are sent now; empty when it works for no branch. */
  public synchronized Optional<Batch> batch() {
    return current == null ? Optional.empty() : current.batch();
  }

  /** The branch for which it works shall not commit. */
  public synchronized void fail() {
    if (current != null) {
      current.fail();
    }
  }

  @Override
  public synchronized void start(Xid xid, int flags) throws XAException {
    boolean busy = current != null;
    current = answering(() -> branches.start(id(xid), number, flags, busy));
  }

  @Override
  public synchronized void end(Xid xid, int flags) throws XAException {
    LiveBranch branch =
        answering(
            () -> {
              LiveBranch ended = branches.live(id(xid));
              ended.end(number, flags);
              return ended;
            });
    if (current == branch) {
      current = null;
    }
  }

  @Override
  public int prepare(Xid xid) throws XAException {
    return answering(() -> branches.decide(id(xid), LiveBranch::prepare));
  }

  @Override
  public void commit(Xid xid, boolean onePhase) throws XAException {
    answering(
        () ->
            branches.decide(
                id(xid),
                branch -> {
                  branch.commit(onePhase);
                  return XA_OK;
                }));
  }

  @Override
  public void rollback(Xid xid) throws XAException {
    answering(
        () ->
            branches.decide(
                id(xid),
                branch -> {
                  branch.rollback();
                  return XA_OK;
                }));
  }

  /** There are no heuristic decisions that could be forgotten. */
  @Override
  public void forget(Xid xid) throws XAException {
    answering(
        () ->
            branches.decide(
                id(xid),
                branch -> {
                  branch.forget();
                  return XA_OK;
                }));
  }

  @Override
  public synchronized Xid[] recover(int flags) throws XAException {
    RecoveryScan.Answer answer = scan.recover(flags);
    if (answer.errorCode() != XA_OK) {
      throw XaErrors.of(answer.errorCode(), null);
    }
    Xid[] prepared =
        answer.lists() ? answering(() -> branches.prepared().toArray(Xid[]::new)) : new Xid[0];
    scan = answer.next();
    return prepared;
  }

  @Override
  public boolean isSameRM(@Nullable XAResource other) {
    return other instanceof BranchResource that && branches == that.branches;
  }

  /** A transaction that takes too long is its manager's to roll back. */
  @Override
  public int getTransactionTimeout() {
    return 0;
  }

  @Override
  public boolean setTransactionTimeout(int seconds) {
    return false;
  }

  private static BranchId id(@Nullable Xid xid) throws XAException {
    try {
      return BranchId.of(Objects.requireNonNull(xid, "xid"));
    } catch (IllegalArgumentException | NullPointerException invalid) {
      throw XaErrors.of(XAException.XAER_INVAL, invalid);
    }
  }

  private interface Call<T> {
    T make() throws XAException, JournalException;
  }

  /** Nothing but an {@link XAException} is thrown: anything else ends some managers. */
  private static <T> T answering(Call<T> call) throws XAException {
    try {
      return call.make();
    } catch (JournalException failed) {
      LOG.log(System.Logger.Level.ERROR, "A transaction cannot go on: {0}", failed.getMessage());
      throw XaErrors.of(XAException.XAER_RMFAIL, failed);
    } catch (RuntimeException unexpected) {
      LOG.log(System.Logger.Level.ERROR, "A transaction cannot go on.", unexpected);
      throw XaErrors.of(XAException.XAER_RMERR, unexpected);
    }
  }
}
