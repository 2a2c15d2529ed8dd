package io.pikabus.health;

import io.pikabus.BusStatus;
import io.pikabus.BusStatus.Part;
import io.pikabus.OutboxStatus;
import java.time.Instant;
import java.util.function.Predicate;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Makes a response with the facts about every part. */
final class StatusResponse {

  private StatusResponse() {}

  /** Up when each part is; the outbox does not count. */
  static HealthCheckResponse of(String name, BusStatus status, Predicate<Part> up) {
    return of(name, status, up, outbox -> true);
  }

  static HealthCheckResponse of(
      String name, BusStatus status, Predicate<Part> up, Predicate<OutboxStatus> outboxUp) {
    HealthCheckResponseBuilder response = HealthCheckResponse.named(name);
    describe(response, "publishing", status.publishing());
    for (Part consumer : status.consumers()) {
      describe(response, consumer.name(), consumer);
      response.withData(consumer.name() + ".queue", consumer.queue());
    }
    status.outbox().ifPresent(outbox -> describe(response, outbox));
    return response
        .status(
            up.test(status.publishing())
                && status.consumers().stream().allMatch(up)
                && status.outbox().stream().allMatch(outboxUp))
        .build();
  }

  private static void describe(HealthCheckResponseBuilder response, OutboxStatus outbox) {
    if (!outbox.isKnown()) {
      response.withData("outbox.pending", "unknown");
      response.withData("outbox.undeliverable", "unknown");
      response.withData("outbox.since", outbox.since().toString());
      response.withData("outbox.reason", outbox.reason());
      return;
    }
    response.withData("outbox.pending", outbox.pending());
    response.withData("outbox.undeliverable", outbox.undeliverable());
    Instant oldest = outbox.oldest();
    if (oldest != null) {
      response.withData("outbox.oldest", oldest.toString());
    }
  }

  private static void describe(HealthCheckResponseBuilder response, String name, Part part) {
    response.withData(name + ".state", part.state().name());
    response.withData(name + ".since", part.since().toString());
    if (!part.reason().isEmpty()) {
      response.withData(name + ".reason", part.reason());
    }
    if (!part.node().isEmpty()) {
      response.withData(name + ".node", part.node());
    }
    Instant next = part.nextAttempt();
    if (next != null) {
      response.withData(name + ".next-attempt", next.toString());
    }
  }
}
