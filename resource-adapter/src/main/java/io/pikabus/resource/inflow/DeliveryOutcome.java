package io.pikabus.resource.inflow;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;

/**
 * How the transaction of one delivery ended: the container tells an adapter by no other means. It
 * is told on the thread that completes the transaction, which may be one that reaps it after its
 * timeout.
 */
final class DeliveryOutcome implements Synchronization {

  private volatile boolean committed;

  /** Whether it is known to have committed. */
  boolean isCommitted() {
    return committed;
  }

  @Override
  public void beforeCompletion() {
    // Nothing to do.
  }

  @Override
  public void afterCompletion(int status) {
    committed = status == Status.STATUS_COMMITTED;
  }
}
