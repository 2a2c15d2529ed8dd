package io.pikabus.errors;

import io.pikabus.BrokerException;
import io.pikabus.SendOutcome;
import io.pikabus.config.BusSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.protocol.Envelope;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.rabbitmq.Browser;
import io.pikabus.rabbitmq.Browser.Found;
import io.pikabus.recovery.Deliveries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The error queue at the broker. Not safe for threads. */
final class ErrorQueue implements AutoCloseable {

  private final OutgoingSettings settings;
  private final Browser browser;
  private @Nullable BrokerClient client;

  /** Begins to connect; does not wait. */
  ErrorQueue(OutgoingSettings settings) {
    this.settings = settings;
    this.browser =
        new Browser(
            settings.bus().connection(), settings.bus().headerNames(), settings.bus().timeFormat());
  }

  /**
   * What lay in the queue.
   *
   * @param exists whether there is such a queue
   * @param failures in its order
   * @param notes of retries that run, or were cut off
   */
  record Contents(boolean exists, List<Failure> failures, List<RetryNote> notes) {}

  BusSettings bus() {
    return settings.bus();
  }

  String name() {
    return settings.bus().errorQueue();
  }

  /**
   * Looks at each message that is ready, and gives all of them back.
   *
   * @param visitor sees each in full
   * @throws BrokerException when the broker cannot be reached, or refuses
   */
  Contents look(BiConsumer<Failure, Found> visitor) {
    List<Failure> failures = new ArrayList<>();
    List<RetryNote> notes = new ArrayList<>();
    Optional<Long> ready = browser.ready(name());
    for (long left = ready.orElse(0L); left > 0; left--) {
      Found found = browser.next(name()).orElse(null);
      if (found == null) {
        break;
      }
      RetryNote note = note(found).orElse(null);
      if (note != null) {
        notes.add(note);
      } else {
        Failure failure = failure(found);
        failures.add(failure);
        visitor.accept(failure, found);
      }
      renewIfWorn(found);
    }
    browser.giveBack(name());
    return new Contents(ready.isPresent(), failures, notes);
  }

  Failure failure(Found found) {
    return Failure.of(
        found.metadata(), found.properties(), found.body(), found.fault(), bus().headerNames());
  }

  static Optional<RetryNote> note(Found found) {
    return RetryNote.read(found.metadata().headers(), found.body());
  }

  /** Takes the next message in hand. */
  Optional<Found> next() {
    return browser.next(name());
  }

  /** Takes a message out of the queue. */
  void remove(Found found) {
    browser.acknowledge(found);
  }

  /** Everything in hand. */
  void giveBack() {
    browser.giveBack(name());
  }

  /**
   * A quorum queue counts how often it delivered a message, and drops it at its limit. Looking at
   * it counts: before a limit of 3 or more strikes, the message is replaced by a copy at the end of
   * the queue.
   *
   * @return whether the message was replaced
   */
  boolean renewIfWorn(Found found) {
    boolean worn =
        found.metadata().redelivered()
            && found.fault() == null
            && Deliveries.counted(found.properties()) >= Deliveries.REPLACED_AT;
    if (!worn) {
      return false;
    }
    SendOutcome outcome = publish(RetriedMessage.renewed(found.properties(), found.body(), bus()));
    if (outcome instanceof SendOutcome.Confirmed) {
      remove(found);
    }
    return outcome instanceof SendOutcome.Confirmed;
  }

  /** Returns when its outcome is known, or the confirm-timeout is over. */
  SendOutcome publish(Envelope envelope) {
    return begin(envelope).join();
  }

  /** Completed with the outcome within the confirm-timeout, never exceptionally. */
  CompletableFuture<SendOutcome> begin(Envelope envelope) {
    return publishing().publish(envelope, settings.confirmTimeout());
  }

  private BrokerClient publishing() {
    BrokerClient open = client;
    if (open == null) {
      open = new BrokerClient(settings.bus().connection());
      client = open;
    }
    return open;
  }

  @Override
  public void close() {
    browser.close();
    if (client != null) {
      client.close();
    }
  }
}
