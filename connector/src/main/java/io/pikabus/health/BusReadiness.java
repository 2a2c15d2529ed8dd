package io.pikabus.health;

import io.pikabus.BusStatus;
import io.pikabus.BusStatus.Part;
import io.pikabus.JournalStatus;
import io.pikabus.OutboxStatus;
import io.pikabus.PikaBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while messages can leave, every queue is consumed, and the outbox's database and the
 * journal's adapter answer; an interruption within the grace period does not count, once it has
 * worked.
 */
@Readiness
@ApplicationScoped
public class BusReadiness implements HealthCheck {

  /** Longer than a broker's restart takes a node out of a healthy service for nothing. */
  static final Duration GRACE = Duration.ofSeconds(15);

  @Inject PikaBus bus;

  @Override
  public HealthCheckResponse call() {
    Instant now = Instant.now();
    BusStatus status = bus.status();
    return StatusResponse.of(
        "pikabus",
        status,
        part -> isReady(part, now, status.readyWhilePaused()),
        outbox -> isReady(outbox, now, status.readyWhilePaused()),
        journal -> isReady(journal, now, status.readyWhilePaused()));
  }

  /** Nothing leaves an outbox whose database does not answer. */
  static boolean isReady(OutboxStatus outbox, Instant now, boolean readyWhilePaused) {
    return outbox.isKnown() || readyWhilePaused || outbox.since().plus(GRACE).isAfter(now);
  }

  /** No transaction that sends can commit while the adapter does not answer, or its disk failed. */
  static boolean isReady(JournalStatus journal, Instant now, boolean readyWhilePaused) {
    Instant silent = journal.unknownSince();
    return journal.isWorking()
        || readyWhilePaused
        || (silent != null && silent.plus(GRACE).isAfter(now));
  }

  static boolean isReady(Part part, Instant now, boolean readyWhilePaused) {
    return switch (part.state()) {
      case WORKING -> true;
      case BLOCKED, INTERRUPTED -> part.since().plus(GRACE).isAfter(now);
      case PAUSED -> readyWhilePaused;
      case NOT_STARTED, STARTING, STUCK, STOPPED, DEAD -> false;
    };
  }
}
