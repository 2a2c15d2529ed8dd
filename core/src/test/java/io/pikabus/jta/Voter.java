package io.pikabus.jta;

import javax.transaction.xa.XAException;
import javax.transaction.xa.Xid;

/** A resource that takes part in a transaction only to be asked whether it may commit. */
final class Voter extends PlainResource {

  private final Vote vote;

  Voter(Vote vote) {
    this.vote = vote;
  }

  /** What happens when the transaction is prepared. */
  interface Vote {
    /** Agrees by returning. */
    void cast() throws Exception;
  }

  @Override
  public int prepare(Xid branch) throws XAException {
    try {
      vote.cast();
      return XA_OK;
    } catch (Exception no) {
      throw new XAException(XAException.XA_RBROLLBACK);
    }
  }

  @Override
  public void commit(Xid branch, boolean onePhase) throws XAException {
    if (onePhase) {
      prepare(branch);
    }
  }
}
