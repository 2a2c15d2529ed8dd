package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import io.pikabus.Credentials;
import io.pikabus.log.Repetitions;
import io.pikabus.recovery.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Gives an open connection a new password or token before the old one ends. Works on a thread of
 * its own, because the supplier may take its time.
 */
final class TokenRenewal {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private final String purpose;
  private final Logins logins;
  private final Repetitions failed = new Repetitions(1);
  private volatile String trouble = "";

  TokenRenewal(String purpose, Logins logins) {
    this.purpose = purpose;
    this.logins = logins;
  }

  /** A connection is open; what is planned for it ends with it. */
  void opened(Dialer.Opened opened) {
    trouble = "";
    if (logins.trouble().isEmpty()) {
      plan(opened);
    } else {
      // With what the supplier gave before: whether it is well again is to be seen soon.
      renewIn(pause(1), opened, 1);
    }
  }

  private void plan(Dialer.Opened opened) {
    TokenSchedule.renewal(opened.secret().credentials(), Instant.now())
        .ifPresent(pause -> renewIn(pause, opened, 0));
  }

  private static Duration pause(int failures) {
    return Backoff.after(failures, ThreadLocalRandom.current().nextDouble());
  }

  /** Why the broker has no new password or token; empty while all is well. */
  String trouble() {
    return trouble;
  }

  private void renewIn(Duration pause, Dialer.Opened opened, int failures) {
    logins.later(() -> renew(opened, failures), pause);
  }

  private void renew(Dialer.Opened opened, int failures) {
    Connection connection = opened.connection();
    if (!connection.isOpen()) {
      return;
    }
    try {
      Credentials fresh = logins.fresh();
      if (opened.secret().update(fresh)) {
        LOG.log(
            System.Logger.Level.DEBUG,
            "The connection for {0} has a new password or token.",
            purpose);
        plan(opened);
      }
      trouble = "";
    } catch (Logins.NoCredentials | IOException | RuntimeException | Error failure) {
      if (connection.isOpen()) {
        Duration pause = pause(failures + 1);
        renewIn(pause, opened, failures + 1);
        tell(failure, pause);
      }
    }
  }

  private void tell(Throwable failure, Duration pause) {
    String reason = logins.mask(CloseReasons.sentence(CloseReasons.describe(failure)));
    trouble =
        "The connection for %s has no new password or token yet: %s".formatted(purpose, reason);
    failed
        .next(reason)
        .ifPresent(
            untold ->
                LOG.log(
                    System.Logger.Level.WARNING,
                    "The connection for {0} has no new password or token yet: {1} Trying again in {2}.{3}",
                    purpose,
                    reason,
                    pause,
                    untold));
  }
}
