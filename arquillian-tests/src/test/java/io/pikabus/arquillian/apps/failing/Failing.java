package io.pikabus.arquillian.apps.failing;

import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jspecify.annotations.Nullable;

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

  /** Does not refuse what it cannot do, as it should, but throws. */
  @Incoming("message-throwing")
  public CompletionStage<Void> take(Message<String> message) {
    records.add("message-throwing", message.getPayload());
    failIfBad(message.getPayload());
    return message.ack();
  }

  /** Throws out of a transaction of its own. */
  @Incoming("message-transactional")
  @Transactional
  public CompletionStage<Void> takeInTransaction(Message<String> message) {
    records.add("message-transactional", message.getPayload());
    failIfBad(message.getPayload());
    return message.ack();
  }

  /** Fails later. */
  @Incoming("message-completing")
  public CompletionStage<Void> takeLater(Message<String> message) {
    records.add("message-completing", message.getPayload());
    return CompletableFuture.runAsync(() -> failIfBad(message.getPayload()))
        .thenCompose(done -> message.ack());
  }

  /** Returns no stage. */
  @Incoming("message-null")
  public @Nullable CompletionStage<Void> takeNothing(Message<String> message) {
    records.add("message-null", message.getPayload());
    return message.getPayload().startsWith("bad") ? null : message.ack();
  }

  /** Makes a message of a message. */
  @Incoming("message-processing")
  @Outgoing("processed")
  public Message<String> process(Message<String> message) {
    records.add("message-processing", message.getPayload());
    failIfBad(message.getPayload());
    return message.withPayload("done " + message.getPayload());
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
