package io.pikabus.arquillian.apps.moments;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;

/** A transaction whose end is observed. */
@ApplicationScoped
public class Work {
  @Inject Event<Moment> moments;
  @Inject Observers observers;
  @Resource TransactionSynchronizationRegistry transaction;

  @Transactional
  public void complete(Moment moment, boolean rollback) {
    moments.fire(moment);
    transaction.registerInterposedSynchronization(observers.synchronization(moment));
    if (rollback) {
      transaction.setRollbackOnly();
    }
  }
}
