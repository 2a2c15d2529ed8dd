package io.pikabus.bus;

import io.pikabus.config.BusSettings;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.IncomingSettings;
import io.pikabus.protocol.Topology;
import io.pikabus.rabbitmq.BrokerClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The queues that a service declares though it may not consume them: those of {@code
 * declare-queues}, and the {@code listener-queue} of whoever sends. Called from any thread.
 */
public final class QueueDeclarations {

  private final IncomingSettings settings;
  private final List<String> always;

  /** Channels, whose own settings decide how their queues are declared. */
  private final CopyOnWriteArrayList<IncomingSettings> consumed = new CopyOnWriteArrayList<>();

  private final List<BusSettings> senders = new CopyOnWriteArrayList<>();

  /**
   * None but these yet.
   *
   * @param settings for queues that no channel consumes
   * @param always queues that are declared whatever is sent, at the broker of these settings
   */
  public QueueDeclarations(IncomingSettings settings, List<String> always) {
    this.settings = settings;
    this.always = List.copyOf(always);
  }

  /** Whether there are queues that are declared whatever is sent. */
  public boolean hasAny() {
    return !always.isEmpty();
  }

  /** A channel consumes its queue with these settings; perhaps not for the first time. */
  public void consumes(IncomingSettings channel) {
    consumed.addIfAbsent(channel);
  }

  /** Somebody sends with these settings; the broker's client is told later. */
  public void sends(BusSettings sender) {
    senders.add(sender);
  }

  /** Tells a client of a broker, before anything is sent by it. */
  public void tell(BrokerClient client, ConnectionSettings broker) {
    if (settings.bus().connection().equals(broker)) {
      always.forEach(queue -> client.keepDeclared(queue, topology(settings.bus(), queue)));
    }
    senders.stream()
        .filter(sender -> sender.connection().equals(broker))
        .forEach(sender -> tellReplies(client, sender));
  }

  private void tellReplies(BrokerClient client, BusSettings sender) {
    String queue = sender.listenerQueue();
    if (queue != null) {
      client.keepDeclaredForReplies(queue, () -> topology(sender, queue));
    }
  }

  private Topology topology(BusSettings bus, String queue) {
    return consumed.stream()
        .filter(
            each -> each.queue().equals(queue) && each.bus().connection().equals(bus.connection()))
        .findFirst()
        .orElseGet(() -> settings.on(bus).forQueue(queue))
        .topology();
  }
}
