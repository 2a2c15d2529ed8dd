package io.pikabus.arquillian.apps.deliveries;

import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import io.pikabus.arquillian.parts.Gates;
import io.pikabus.arquillian.parts.Records;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jspecify.annotations.Nullable;

/** Each handler stores a note and sends it on, by the bus and by an emitter. */
@ApplicationScoped
public class Deliveries {
  @Inject Notes notes;
  @Inject PikaBus bus;
  @Inject Gates gates;
  @Inject Records records;
  @Resource TransactionSynchronizationRegistry transaction;

  @Inject
  @Channel("sent")
  Emitter<String> sent;

  @Incoming("plain")
  public void plain(String text) {
    records.add("plain", text);
    work(text);
    if (text.startsWith("bad")) {
      throw new IllegalArgumentException(text);
    }
  }

  @Incoming("checked")
  @Transactional
  public void checked(String text) throws IOException {
    work(text);
    if (text.startsWith("bad")) {
      throw new IOException(text);
    }
  }

  @Incoming("marking")
  public void marking(String text) {
    work(text);
    if (text.startsWith("bad")) {
      transaction.setRollbackOnly();
    }
  }

  @Incoming("catching")
  public void catching(String text) {
    work(text);
    try {
      bus.send("sent", text, SendOptions.none().withHeader("untransportable", new Object()));
    } catch (RuntimeException unsendable) {
      records.add("caught", text);
    }
  }

  /** Completes on another thread, once the gate is open. */
  @Incoming("later")
  public CompletionStage<@Nullable Void> later(String text) {
    work(text);
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              gates.pass(text.split(" ", 2)[0] + "-later");
              if (text.startsWith("bad")) {
                done.completeExceptionally(new IllegalArgumentException(text));
              } else {
                done.complete(null);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  /** Acknowledges before it has done anything. */
  @Incoming("by-hand")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  public CompletionStage<Void> byHand(Message<String> message) {
    CompletionStage<Void> acknowledged = message.ack();
    work(message.getPayload());
    return acknowledged;
  }

  /** What is done in a transaction of its own stays, though the rest is undone. */
  @Incoming("nested")
  public void nested(String text) {
    work(text);
    notes.addForGood("tried " + text, () -> bus.send("sent", "tried " + text));
    if (text.startsWith("bad")) {
      throw new IllegalArgumentException(text);
    }
  }

  /** Several at once. */
  @Incoming("jobs")
  @Outgoing("results")
  public String process(String text) {
    notes.add(text);
    if (text.startsWith("bad")) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private void work(String text) {
    notes.add(text);
    bus.send("sent", "bus " + text);
    var stage = sent.send("emitter " + text);
    if (!stage.toCompletableFuture().isDone()) {
      throw new AssertionError("What a transaction holds is done, so that nobody waits for it");
    }
  }
}
