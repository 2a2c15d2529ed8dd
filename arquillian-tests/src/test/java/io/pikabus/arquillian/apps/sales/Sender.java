package io.pikabus.arquillian.apps.sales;

import io.pikabus.PikaBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.jspecify.annotations.Nullable;

/** Sends the id of a sale, in whatever way. Destinations are queues, topics and channels alike. */
@ApplicationScoped
public class Sender {
  @Inject PikaBus bus;

  @Inject
  @Channel("sold")
  Emitter<String> sold;

  @Inject
  @Channel("nowhere")
  Emitter<String> nowhere;

  @Inject
  @Channel("full")
  Emitter<String> full;

  CompletionStage<@Nullable Void> send(Way way, String destination, String id) {
    switch (way) {
      case EMITTER -> {
        return emitter(destination).send(id);
      }
      case COMMAND -> bus.send(destination, id);
      case EVENT -> bus.publish(destination, id);
    }
    return CompletableFuture.completedFuture(null);
  }

  private Emitter<String> emitter(String destination) {
    return switch (destination) {
      case "sold" -> sold;
      case "nowhere" -> nowhere;
      case "full" -> full;
      default -> throw new IllegalArgumentException(destination);
    };
  }
}
