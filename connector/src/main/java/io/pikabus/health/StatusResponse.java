package io.pikabus.health;

import io.pikabus.BusStatus;
import io.pikabus.BusStatus.Part;
import io.pikabus.JournalStatus;
import io.pikabus.OutboxStatus;
import java.time.Instant;
import java.util.function.Predicate;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Makes a response with the facts about every part. */
final class StatusResponse {

  private StatusResponse() {}

  /** Up when each part is; outbox and journal do not count. */
  static HealthCheckResponse of(String name, BusStatus status, Predicate<Part> up) {
    return of(name, status, up, outbox -> true, journal -> true);
  }

  static HealthCheckResponse of(
      String name,
      BusStatus status,
      Predicate<Part> up,
      Predicate<OutboxStatus> outboxUp,
      Predicate<JournalStatus> journalUp) {
    HealthCheckResponseBuilder response = HealthCheckResponse.named(name);
    describe(response, "publishing", status.publishing());
    for (Part consumer : status.consumers()) {
      describe(response, consumer.name(), consumer);
      response.withData(consumer.name() + ".queue", consumer.queue());
    }
    status.outbox().ifPresent(outbox -> describe(response, outbox));
    status.journal().ifPresent(journal -> describe(response, journal));
    return response
        .status(
            up.test(status.publishing())
                && status.consumers().stream().allMatch(up)
                && status.outbox().stream().allMatch(outboxUp)
                && status.journal().stream().allMatch(journalUp))
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

  private static void describe(HealthCheckResponseBuilder response, JournalStatus journal) {
    Instant silent = journal.unknownSince();
    if (silent != null) {
      response.withData("journal.undelivered", "unknown");
      response.withData("journal.since", silent.toString());
    } else {
      response.withData("journal.in-doubt", journal.inDoubt());
      response.withData("journal.undelivered", journal.undelivered());
      response.withData("journal.undeliverable", journal.undeliverable());
    }
    if (!journal.reason().isEmpty()) {
      response.withData("journal.reason", journal.reason());
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
