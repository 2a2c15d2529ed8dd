package io.pikabus.rabbitmq;

import io.pikabus.SendOutcome;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Hands delayed messages that a closing service holds over to the broker's levels. */
final class HandOver {

  /**
   * A message that is held.
   *
   * @param marked whether its destination may have it already
   */
  record InHand(Delivery delivery, boolean marked) {}

  private static final System.Logger LOG = System.getLogger("io.pikabus.delay");

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final DelayedPublisher delayed;

  HandOver(DelayedPublisher delayed) {
    this.delayed = delayed;
  }

  /**
   * The originals are acknowledged at the end and together: of many words a quorum queue's channel
   * keeps some back, and they are gone when it is closed.
   *
   * @param forget told of each that is handed over
   */
  void leaveToBroker(List<InHand> held, Consumer<Delivery> forget) throws InterruptedException {
    Set<Delivery> handedOver = ConcurrentHashMap.newKeySet();
    CompletableFuture<?>[] handingOver =
        held.stream()
            .sorted(Comparator.comparingLong(each -> each.delivery().tag()))
            .map(each -> leaveToBroker(each, handedOver))
            .toArray(CompletableFuture<?>[]::new);
    try {
      // Without the JDK's own timeouts, whose thread would hold this application for ever.
      CompletableFuture.allOf(handingOver).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException notAll) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} delayed messages stay with the broker, which delivers them some minutes late: {1}",
          held.size() - handedOver.size(),
          notAll);
    } finally {
      List<Delivery> originals = List.copyOf(handedOver);
      originals.forEach(forget);
      Delivery.acknowledge(originals);
    }
  }

  private CompletableFuture<Void> leaveToBroker(InHand held, Set<Delivery> handedOver) {
    DueMessage message = DueMessage.read(held.delivery()).orElse(null);
    if (message == null) {
      return CompletableFuture.completedFuture(null);
    }
    return delayed
        .publishAlone(message.waiting(held.marked()), message.note(), TIMEOUT)
        .thenAccept(
            outcome -> {
              if (outcome instanceof SendOutcome.Confirmed) {
                handedOver.add(held.delivery());
              }
            });
  }
}
