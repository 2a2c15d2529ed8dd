package io.pikabus.bus;

import io.pikabus.IncomingMetadata;
import io.pikabus.config.IncomingSettings;
import io.pikabus.log.Mask;
import io.pikabus.log.Repetitions;
import io.pikabus.recovery.Recovery;
import io.pikabus.text.Printable;

/**
 * Tells what became of messages that a lane's handler failed to handle: one sentence a failed
 * attempt, and the stack trace with the first and the last of a message's attempts. On the lane's
 * thread.
 */
final class FailureLog {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  private final IncomingSettings settings;
  private final Mask secrets;

  /** A thousand messages may fail for one reason. */
  private final Repetitions sentences = new Repetitions(20);

  private final Repetitions traces = new Repetitions(4);

  FailureLog(IncomingSettings settings, Mask secrets) {
    this.settings = settings;
    this.secrets = secrets;
  }

  void tell(IncomingMetadata metadata, Recovery.Next next, Throwable failure) {
    boolean over = !(next instanceof Recovery.Next.Again);
    boolean lost = next instanceof Recovery.Next.GivenUp;
    String kind = failure.getClass().getName() + next.getClass().getSimpleName();
    sentences
        .next(kind)
        .ifPresent(
            more ->
                log(
                    lost ? System.Logger.Level.ERROR : System.Logger.Level.WARNING,
                    "Message %s of queue %s could not be handled (attempt %s, %s): %s%s"
                        .formatted(
                            Printable.of(metadata.messageId()),
                            Printable.of(settings.queue()),
                            attempt(next),
                            fate(next),
                            Printable.of(secrets.mask(described(failure))),
                            more),
                    failure,
                    (over || next.failures() == 1) && traces.next(kind).isPresent()));
  }

  /** A fault of ours or of a retry policy. */
  void tell(IncomingMetadata metadata, RuntimeException fault) {
    log(
        System.Logger.Level.ERROR,
        "Message %s of queue %s is handled again, because what follows its failure could not be decided: %s"
            .formatted(
                Printable.of(metadata.messageId()),
                Printable.of(settings.queue()),
                Printable.of(secrets.mask(described(fault)))),
        fault,
        traces.next("undecided").isPresent());
  }

  private static void log(
      System.Logger.Level level, String sentence, Throwable failure, boolean traced) {
    if (traced) {
      LOG.log(level, sentence, failure);
    } else {
      LOG.log(level, sentence);
    }
  }

  private String attempt(Recovery.Next next) {
    int most = settings.retries().most();
    return most < 0 || next.failures() > most + 1L
        ? String.valueOf(next.failures())
        : "%d of %d".formatted(next.failures(), most + 1L);
  }

  private String fate(Recovery.Next next) {
    if (next instanceof Recovery.Next.Again again) {
      return "next in " + again.pause();
    }
    if (next instanceof Recovery.Next.Discarded) {
      return "the retry policy discards it";
    }
    if (next instanceof Recovery.Next.Sent sent) {
      return "the retry policy sends it to " + sent.there().destination();
    }
    String errors = "it goes to queue " + Printable.of(settings.bus().errorQueue());
    return next instanceof Recovery.Next.GivenUp givenUp && !givenUp.undecided().isEmpty()
        ? errors + ". " + Printable.of(secrets.mask(givenUp.undecided()))
        : errors;
  }

  /** An application's own toString may throw. */
  static String described(Throwable failure) {
    try {
      return failure.toString();
    } catch (RuntimeException unprintable) {
      return failure.getClass().getName();
    }
  }
}
