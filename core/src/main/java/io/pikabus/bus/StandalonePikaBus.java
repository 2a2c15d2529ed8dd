package io.pikabus.bus;

import io.pikabus.BrokerException;
import io.pikabus.Consumption;
import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.MessageHandler;
import io.pikabus.PausePolicy;
import io.pikabus.PikaBusClient;
import io.pikabus.RetryPolicy;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.log.Mask;
import io.pikabus.payload.Payloads;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.text.Printable;
import io.pikabus.transaction.Batch;
import io.pikabus.transaction.ThreadTransactions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The bus of Java SE: owns its connections and its consumers. */
final class StandalonePikaBus extends DefaultPikaBus implements PikaBusClient {

  private final IncomingSettings incoming;
  private final Lane.Setup setup;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final List<Lane> lanes;

  StandalonePikaBus(
      OutgoingSettings outgoing,
      IncomingSettings incoming,
      Payloads payloads,
      ThreadTransactions transactions,
      CurrentMessage current,
      @Nullable RetryPolicy policy,
      @Nullable PausePolicy pauses,
      Mask secrets,
      BrokerClient client) {
    this(
        outgoing,
        incoming,
        payloads,
        transactions,
        current,
        client,
        new CopyOnWriteArrayList<>(),
        new Lane.Setup(
            client,
            payloads,
            current,
            transactions,
            null,
            policy,
            pauses,
            secrets,
            outgoing.confirmTimeout()));
  }

  private StandalonePikaBus(
      OutgoingSettings outgoing,
      IncomingSettings incoming,
      Payloads payloads,
      ThreadTransactions transactions,
      CurrentMessage current,
      BrokerClient client,
      List<Lane> lanes,
      Lane.Setup setup) {
    super(
        outgoing,
        new Outbound(payloads, transactions, current),
        current,
        () -> client,
        () -> Statuses.publishing(List.of(client.state())),
        () -> lanes,
        Optional::empty,
        false,
        new Receiving(() -> setup, incoming));
    this.lanes = lanes;
    this.incoming = incoming;
    this.setup = setup;
  }

  @Override
  public <T> Consumption consume(String queue, Class<T> type, MessageHandler<T> handler) {
    IncomingSettings consumed =
        incoming.forQueue(new Destination.Queue(queue).name(), incoming.topics());
    if (consumed.consumesItsErrors()) {
      throw new IllegalArgumentException(
          "Queue '%s' is the bus's own error queue (error-queue): a handler that throws would put its message there again at once, and overwrite why it failed first. Consume it through a bus that has another error-queue."
              .formatted(Printable.of(queue)));
    }
    Lane lane =
        Lane.start(
            setup, consumed, type, new Typed<>(type, handler), Runnable::run, new Halts(queue));
    lanes.add(lane);
    awaitConsuming(lane);
    return () -> {
      lane.close();
      lanes.remove(lane);
    };
  }

  /**
   * So that the queue exists for whatever comes next. Without a broker, it will be when it comes.
   */
  private void awaitConsuming(Lane lane) {
    Duration timeout = incoming.bus().connection().connectionTimeout();
    try {
      if (!lane.awaitConsuming(timeout) && setup.client().state().isOpen()) {
        String reason = lane.state().reason();
        lane.close();
        lanes.remove(lane);
        throw new BrokerException(
            "The queue could not be consumed within %s: %s".formatted(timeout, reason), null);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    lanes.forEach(Lane::stop);
    lanes.forEach(Lane::close);
    setup.client().close();
  }

  private record Typed<T>(Class<T> type, MessageHandler<T> handler) implements DeliverySink {

    @Override
    public boolean awaitDemand() {
      return true;
    }

    @Override
    public void handle(IncomingMetadata metadata, Object payload, @Nullable Batch transaction)
        throws Exception {
      handler.handle(type.cast(payload));
    }
  }
}
