package io.pikabus.jta;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * A resource that takes part in transactions, and agrees to everything. Only itself is the same.
 */
public class PlainResource implements XAResource {

  @Override
  public int prepare(Xid branch) throws XAException {
    return XA_OK;
  }

  @Override
  public void commit(Xid branch, boolean onePhase) throws XAException {}

  @Override
  public void rollback(Xid branch) {}

  @Override
  public void start(Xid branch, int flags) {}

  @Override
  public void end(Xid branch, int flags) {}

  @Override
  public void forget(Xid branch) {}

  @Override
  public int getTransactionTimeout() {
    return 0;
  }

  @Override
  public boolean setTransactionTimeout(int seconds) {
    return false;
  }

  @Override
  public boolean isSameRM(XAResource other) {
    return other == this;
  }

  @Override
  public Xid[] recover(int flag) {
    return new Xid[0];
  }
}
