package io.pikabus.arquillian.apps.payloads;

import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** One handler for each kind of parameter; records what arrived under the channel's name. */
@ApplicationScoped
public class Payloads {
  @Inject Records records;
  @Inject PikaBus bus;

  @Incoming("as-record")
  public void take(Order order) {
    records.add("as-record", order.id() + " x " + order.quantity());
    records.add("incoming", describe(bus.incoming().orElseThrow()));
  }

  @Incoming("as-class")
  public void take(Customer customer) {
    records.add("as-class", customer.getName());
  }

  @Incoming("as-list")
  public void take(List<Order> orders) {
    records.add("as-list", String.join(",", orders.stream().map(Order::id).toList()));
  }

  @Incoming("as-json")
  public void take(JsonObject json) {
    records.add("as-json", json.getString("id"));
  }

  @Incoming("as-text")
  public void take(String text) {
    records.add("as-text", text);
  }

  @Incoming("as-bytes")
  public void take(byte[] bytes) {
    records.add("as-bytes", new String(bytes, StandardCharsets.ISO_8859_1));
  }

  @Incoming("as-message")
  public CompletionStage<Void> takeMessage(Message<Order> message) {
    records.add("as-message", message.getPayload().id());
    records.add("metadata", describe(message.getMetadata(IncomingMetadata.class).orElseThrow()));
    return message.ack();
  }

  @Incoming("as-json-message")
  public CompletionStage<Void> takeJsonMessage(Message<JsonObject> message) {
    records.add("as-json-message", message.getPayload().getString("id"));
    return message.ack();
  }

  private static String describe(IncomingMetadata metadata) {
    return String.join(
        " ",
        metadata.queue(),
        metadata.messageId(),
        metadata.correlationId(),
        metadata.replyToAddress(),
        metadata.messageType(),
        String.valueOf(metadata.intent()),
        String.valueOf(metadata.timeSent()),
        String.valueOf(metadata.headers().get("tenant")));
  }
}
