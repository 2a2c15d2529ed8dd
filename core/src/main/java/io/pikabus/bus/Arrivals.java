package io.pikabus.bus;

import io.pikabus.config.IncomingSettings;
import io.pikabus.delay.DelayHeaders;
import io.pikabus.log.Repetitions;
import io.pikabus.protocol.Envelope;
import io.pikabus.rabbitmq.Delivery;
import io.pikabus.rabbitmq.Notice;
import io.pikabus.recovery.Recovery;
import io.pikabus.text.Printable;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a message that arrived is handled or was delivered too often. It remembers
 * messages whose handling ended though the broker could not be told, because their channel was
 * gone: such a message does not kill its process. Only on the lane's thread.
 */
final class Arrivals {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  private static final int REMEMBERED = 1_000;

  private final IncomingSettings settings;
  private final Recovery recovery;

  /** The oldest first. */
  private final Set<String> ended = new LinkedHashSet<>();

  private final Notice delays;
  private final Repetitions repetitions = new Repetitions(3);

  Arrivals(IncomingSettings settings, Recovery recovery, Notice delays) {
    this.settings = settings;
    this.recovery = recovery;
    this.delays = delays;
  }

  /**
   * A message is deferred again. Without the note, PikaBus sent it at once, and leaves the waiting
   * to us.
   */
  void tellEarly(Delivery delivery) {
    if (DelayHeaders.read(delivery.properties()).isPresent()
        && delays.set(
            "The broker delivered a delayed message early; it was deferred again. Does a policy set message-ttl for ^PikaBusDelay?")) {
      LOG.log(
          System.Logger.Level.ERROR,
          "The broker delivered message {0} to queue {1} before it is due; it is deferred again. Exclude ^PikaBusDelay from policies that set message-ttl or expires: other receivers got such messages early.",
          Printable.of(delivery.metadata().messageId()),
          Printable.of(settings.queue()));
    }
  }

  /**
   * What replaces a message that was delivered too often; empty when it is to be handled, as one
   * that could not be read always is.
   */
  Optional<Envelope> tooOften(Delivery delivery) {
    if (delivery.fault() != null) {
      return Optional.empty();
    }
    boolean survived = ended.contains(identity(delivery));
    Optional<Envelope> copy =
        recovery.afterDeliveries(
            delivery.properties(), delivery.body(), delivery.deliveries(), survived);
    copy.ifPresent(next -> tell(delivery, next));
    return copy;
  }

  private void tell(Delivery delivery, Envelope next) {
    if (next.destination().name().equals(settings.bus().errorQueue())) {
      LOG.log(
          System.Logger.Level.ERROR,
          "Message {0} of queue {1} was delivered {2} times without being settled and goes to queue {3}.",
          Printable.of(delivery.metadata().messageId()),
          Printable.of(settings.queue()),
          settings.retries().maxDeliveries(),
          Printable.of(settings.bus().errorQueue()));
    } else {
      repetitions
          .next("replaced")
          .ifPresent(
              untold ->
                  LOG.log(
                      System.Logger.Level.INFO,
                      "Message {0} of queue {1} was delivered {2} times without being settled; a copy takes its place before the broker gives it up.{3}",
                      Printable.of(delivery.metadata().messageId()),
                      Printable.of(settings.queue()),
                      delivery.deliveries(),
                      untold));
    }
  }

  /** A message was handled, well or not. */
  void ended(Delivery delivery) {
    if (!delivery.isLost()) {
      return;
    }
    String id = identity(delivery);
    ended.remove(id);
    ended.add(id);
    if (ended.size() > REMEMBERED) {
      ended.remove(ended.iterator().next());
    }
  }

  /** A stranger's message may have no MessageId. One that kills the process is in no memory. */
  static String identity(Delivery delivery) {
    String id = delivery.metadata().messageId();
    return id != null && !id.isEmpty()
        ? id
        : "body " + delivery.body().length + " " + Arrays.hashCode(delivery.body());
  }
}
