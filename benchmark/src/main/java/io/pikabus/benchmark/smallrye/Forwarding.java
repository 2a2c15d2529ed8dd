package io.pikabus.benchmark.smallrye;

import io.pikabus.benchmark.agent.Arrivals;
import io.pikabus.benchmark.agent.Sample;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** A handler that sends two messages and is done when both are confirmed. */
@ApplicationScoped
public class Forwarding {

  @Inject
  @Channel("orders")
  Emitter<byte[]> orders;

  /** Handles one. */
  @Incoming("work")
  public CompletionStage<Void> handle(byte[] body) {
    Arrivals present = Expected.arrivals();
    return CompletableFuture.allOf(send(), send()).thenRun(present::end);
  }

  private CompletableFuture<Void> send() {
    CompletableFuture<Void> confirmed = new CompletableFuture<>();
    orders.send(
        Message.of(
            Sample.body(),
            Samples.metadata(),
            () -> {
              confirmed.complete(null);
              return CompletableFuture.completedFuture(null);
            },
            reason -> {
              confirmed.completeExceptionally(reason);
              return CompletableFuture.completedFuture(null);
            }));
    return confirmed;
  }
}
