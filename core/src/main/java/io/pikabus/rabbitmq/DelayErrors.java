package io.pikabus.rabbitmq;

import io.pikabus.log.Repetitions;
import io.pikabus.protocol.Envelope;
import io.pikabus.recovery.FittingCopy;
import io.pikabus.recovery.FrameRoom;
import io.pikabus.text.Printable;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The way of delayed messages that cannot be delivered: which error queue takes one, and the copy
 * that goes there. On the clock's thread.
 */
final class DelayErrors {

  private static final System.Logger LOG = System.getLogger("io.pikabus.delay");

  private final BrokerConnection publishing;
  private final OwnBuses own;
  private final Supplier<FrameRoom> room;
  private final Set<OwnBuses.Bus> declared = ConcurrentHashMap.newKeySet();
  private final Repetitions repetitions = new Repetitions(3);

  DelayErrors(BrokerConnection publishing, OwnBuses own, Supplier<FrameRoom> room) {
    this.publishing = publishing;
    this.own = own;
    this.room = room;
  }

  /** A message whose note cannot be used: it belongs nowhere but in our error queue. */
  DueMessage stray(Delivery delivery) {
    return DueMessage.stray(delivery, own.errorsOf(null));
  }

  /** Something did not come: perhaps the error queue is gone as well. */
  void lookAgain(DueMessage message) {
    declared.remove(own.errorsOf(message.note()));
  }

  /**
   * The copy for the error queue, which exists then.
   *
   * @param reply why the message cannot be delivered
   * @return empty when the error queue could be neither found nor declared
   */
  Optional<Envelope> copy(DueMessage message, String reply) {
    OwnBuses.Bus errors = own.errorsOf(message.note());
    if (!declared.contains(errors) && !declare(errors)) {
      return Optional.empty();
    }
    String reason =
        "The message was deferred until %s. Then its queue '%s' did not receive it: %s"
            .formatted(
                message.note().due(), Printable.of(message.note().queue()), Printable.of(reply));
    Envelope copy = message.undeliverable(errors, reason);
    return Optional.of(FittingCopy.of(copy, room.get(), false).orElse(copy));
  }

  private boolean declare(OwnBuses.Bus errors) {
    try {
      publishing.call(
          "Declaring the error queue",
          open -> {
            Declaration.declare(
                open,
                publishing.rules(),
                publishing.rules().errors(errors.directExchange(), errors.errorQueue()));
            return true;
          });
      declared.add(errors);
      return true;
    } catch (RuntimeException unreachable) {
      repetitions
          .next("declaring")
          .ifPresent(
              more ->
                  LOG.log(
                      System.Logger.Level.WARNING,
                      "{0}{1}",
                      Printable.of(unreachable.getMessage()),
                      more));
      return false;
    }
  }
}
