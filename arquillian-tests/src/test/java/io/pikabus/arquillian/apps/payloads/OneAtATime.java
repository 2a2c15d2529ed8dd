package io.pikabus.arquillian.apps.payloads;

import io.pikabus.arquillian.parts.Gates;
import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Handlers that wait at a gate between beginning and end. */
@ApplicationScoped
public class OneAtATime {
  @Inject Records records;
  @Inject Gates gates;

  @Incoming("in-order")
  public void inOrder(String number) {
    records.add("in-order", "begin " + number);
    gates.pass("in-order");
    records.add("in-order", "end " + number);
  }

  @Incoming("unacknowledged")
  public void unacknowledged(String text) {
    records.add("unacknowledged", text);
    gates.pass("unacknowledged");
  }

  @Incoming("later")
  public CompletionStage<Void> later(String text) {
    records.add("later", text);
    return CompletableFuture.runAsync(() -> gates.pass("later"));
  }
}
