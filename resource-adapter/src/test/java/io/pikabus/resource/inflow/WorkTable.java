package io.pikabus.resource.inflow;

import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * What beans change: a resource that takes part in the calling thread's transaction, or changes at
 * once where there is none. Called from any thread.
 */
final class WorkTable {

  final List<String> rows = new CopyOnWriteArrayList<>();

  /** Whether it refuses to commit. */
  volatile boolean refusing;

  /** Before each commit. */
  volatile Runnable beforeCommit = () -> {};

  /** Notes a row. */
  void insert(String row) {
    insert(row, false);
  }

  /**
   * Notes a row.
   *
   * @param refusable whether its commit is refused
   */
  void insert(String row, boolean refusable) {
    try {
      var transaction = BeanContainer.transactions().getTransaction();
      if (transaction == null) {
        rows.add(row);
      } else {
        transaction.enlistResource(new Branch(row, refusable));
      }
    } catch (SystemException | RollbackException refused) {
      throw new IllegalStateException(refused);
    }
  }

  private final class Branch implements XAResource {
    private final List<String> inserted = new ArrayList<>();

    private final boolean refused;

    Branch(String row, boolean refused) {
      this.refused = refused;
      inserted.add(row);
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
      if (refused || refusing) {
        throw new XAException(XAException.XA_RBINTEGRITY);
      }
      beforeCommit.run();
      rows.addAll(inserted);
    }

    @Override
    public int prepare(Xid xid) throws XAException {
      if (refused || refusing) {
        throw new XAException(XAException.XA_RBINTEGRITY);
      }
      return XA_OK;
    }

    @Override
    public void start(Xid xid, int flags) {}

    @Override
    public void end(Xid xid, int flags) {}

    @Override
    public void rollback(Xid xid) {}

    @Override
    public void forget(Xid xid) {}

    @Override
    public Xid[] recover(int flag) {
      return new Xid[0];
    }

    @Override
    public boolean isSameRM(XAResource other) {
      return this == other;
    }

    @Override
    public int getTransactionTimeout() {
      return 0;
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
      return false;
    }
  }
}
