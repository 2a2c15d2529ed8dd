package io.pikabus.resource;

import io.pikabus.jta.PlainResource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.transaction.xa.XAException;
import javax.transaction.xa.Xid;

/** A second resource: it records its calls, and may say no. */
final class Recorder extends PlainResource {

  final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile boolean refuses;

  /** From now on it votes for a rollback. */
  Recorder refusing() {
    refuses = true;
    return this;
  }

  @Override
  public int prepare(Xid branch) throws XAException {
    calls.add("prepare");
    if (refuses) {
      throw new XAException(XAException.XA_RBROLLBACK);
    }
    return XA_OK;
  }

  @Override
  public void commit(Xid branch, boolean onePhase) {
    calls.add(onePhase ? "commit in one phase" : "commit");
  }

  @Override
  public void rollback(Xid branch) {
    calls.add("rollback");
  }
}
