package io.pikabus.arquillian.apps.moments;

import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import java.time.Duration;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** Sends in each phase of a transaction's completion. */
@ApplicationScoped
public class Observers {
  @Inject PikaBus bus;

  @Inject
  @Channel("moments")
  Emitter<String> emitter;

  void before(@Observes(during = TransactionPhase.BEFORE_COMPLETION) Moment moment) {
    send("BEFORE_COMPLETION", moment);
  }

  void success(@Observes(during = TransactionPhase.AFTER_SUCCESS) Moment moment) {
    send("AFTER_SUCCESS", moment);
  }

  void failure(@Observes(during = TransactionPhase.AFTER_FAILURE) Moment moment) {
    send("AFTER_FAILURE", moment);
  }

  void completion(@Observes(during = TransactionPhase.AFTER_COMPLETION) Moment moment) {
    send("AFTER_COMPLETION", moment);
  }

  Synchronization synchronization(Moment moment) {
    return new Synchronization() {
      @Override
      public void beforeCompletion() {}

      @Override
      public void afterCompletion(int status) {
        send("SYNCHRONIZATION", moment);
      }
    };
  }

  private void send(String phase, Moment moment) {
    if (!moment.phase().equals(phase)) {
      return;
    }
    switch (moment.way()) {
      case "bus" -> bus.send(moment.queue(), moment.text());
      case "defer" -> bus.defer(moment.queue(), moment.text(), Duration.ZERO);
      case "unwritable" ->
          bus.send(
              moment.queue(),
              moment.text(),
              SendOptions.none().withHeader("untransportable", new Object()));
      default -> emitter.send(moment.text());
    }
  }
}
