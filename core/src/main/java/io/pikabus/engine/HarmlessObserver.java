package io.pikabus.engine;

import io.pikabus.IncomingMetadata;
import io.pikabus.SendOutcome;
import io.pikabus.log.Repetitions;
import io.pikabus.observer.MessageObserver;
import io.pikabus.protocol.Envelope;
import io.pikabus.text.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what an observer throws from the messages: it is logged, by count. For any thread.
 *
 * @param behind is told of everything
 */
record HarmlessObserver(MessageObserver behind, Repetitions failures) implements MessageObserver {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  static MessageObserver of(MessageObserver observer) {
    return observer == NONE ? NONE : new HarmlessObserver(observer, new Repetitions(1));
  }

  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error failure) {
      failures
          .next(Printable.of(failure))
          .ifPresent(
              more ->
                  LOG.log(
                      System.Logger.Level.WARNING,
                      "An observer of messages failed; the messages go on." + more,
                      failure));
    }
  }

  @Override
  public void made(Envelope message) {
    tell(() -> behind.made(message));
  }

  @Override
  public void written(Envelope message) {
    tell(() -> behind.written(message));
  }

  @Override
  public void answered(Envelope message, SendOutcome outcome) {
    tell(() -> behind.answered(message, outcome));
  }

  @Override
  public void delivered(IncomingMetadata message) {
    tell(() -> behind.delivered(message));
  }

  @Override
  public void handled(IncomingMetadata message, @Nullable Throwable failure) {
    tell(() -> behind.handled(message, failure));
  }

  @Override
  public void settled(IncomingMetadata message, Settlement how) {
    tell(() -> behind.settled(message, how));
  }
}
