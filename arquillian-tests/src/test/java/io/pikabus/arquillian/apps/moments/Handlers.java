package io.pikabus.arquillian.apps.moments;

import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/** Handlers with a collaborator of the request, and one that takes its time. */
@ApplicationScoped
public class Handlers {
  private static final int LONGEST = 20;

  @Inject Visit visit;
  @Inject Records records;
  @Inject UserTransaction transaction;

  @Incoming("scoped")
  public void scoped(String text) {
    visit.count();
    records.add("scoped", text + " " + visit.count());
  }

  /** Activates what is active already. */
  @Incoming("activating")
  @ActivateRequestContext
  public void activating(String text) {
    visit.count();
    records.add("activating", text + " " + visit.count());
  }

  /** Says what there is before and after it changes threads. */
  @Incoming("later")
  public CompletionStage<@Nullable Void> later(String text) {
    int before = visit.count();
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              records.add("later", text + " " + before + " " + elsewhere());
              done.complete(null);
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private String elsewhere() {
    try {
      return "and " + visit.count();
    } catch (ContextNotActiveException none) {
      return "and no request";
    }
  }

  /** The first message shortens the timeout of the thread, the others work until it is over. */
  @Incoming("slow")
  public void slow(String text) throws SystemException, InterruptedException {
    if (text.equals("prepare")) {
      transaction.setTransactionTimeout(1);
      records.add("slow", text);
      return;
    }
    for (int i = 0; i < LONGEST && transaction.getStatus() == Status.STATUS_ACTIVE; i++) {
      Thread.sleep(500);
    }
    records.add("slow", "status " + transaction.getStatus());
    transaction.setTransactionTimeout(0);
  }
}
