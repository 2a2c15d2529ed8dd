package io.pikabus.arquillian.apps.failing;

import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Fails in every way that a handler can fail, for names that begin with "bad". */
@ApplicationScoped
public class Failing {
  @Inject Records records;

  @Incoming("throwing")
  public void work(Job job) {
    records.add("throwing", job.name());
    failIfBad(job.name());
  }

  @Incoming("completing")
  public CompletionStage<Void> workLater(String name) {
    records.add("completing", name);
    return CompletableFuture.runAsync(() -> failIfBad(name));
  }

  @Incoming("refusing")
  public CompletionStage<Void> refuse(Message<String> message) {
    records.add("refusing", message.getPayload());
    return message.getPayload().startsWith("bad")
        ? message.nack(new IllegalStateException("cannot do " + message.getPayload()))
        : message.ack();
  }

  /** "bad at first" is bad once. */
  @Incoming("retrying")
  public void retry(String name) {
    boolean again = records.of("retrying").contains(name);
    records.add("retrying", name);
    if (name.equals("bad always") || !again) {
      failIfBad(name);
    }
  }

  private static void failIfBad(String name) {
    if (name.startsWith("bad")) {
      throw new IllegalStateException("cannot do " + name);
    }
  }
}
