package io.pikabus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.SendOptions;
import io.pikabus.SendOutcome;
import io.pikabus.bus.DeliverySink;
import io.pikabus.bus.Halts;
import io.pikabus.bus.Lane;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.Outage;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.log.KnownSecrets;
import io.pikabus.observer.MessageObserver;
import io.pikabus.protocol.Envelope;
import io.pikabus.transaction.Batch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an observer hears of a message, from the sender to the end of its delivery. */
class ObserverTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String queue = Outage.unique("observed");
  private final Noting observer = new Noting();

  private final SettingSource source = source();

  private SettingSource source() {
    Broker broker = Broker.shared();
    Map<String, String> settings = Outage.settings(broker, broker.uri().getPort());
    settings.putAll(
        Map.of(
            "queue-type", "classic", "max-retries", "0", "error-queue", Outage.unique("errors")));
    return SettingSource.of(settings);
  }

  /** Notes what it hears, and then throws. */
  private static class Noting implements MessageObserver {
    final List<String> heard = new CopyOnWriteArrayList<>();

    private void note(String what) {
      heard.add(what);
      throw new IllegalStateException("An observer that fails changes nothing.");
    }

    @Override
    public void made(Envelope message) {
      note("made for " + message.destination().name());
    }

    @Override
    public void written(Envelope message) {
      note("written to " + message.address().routingKey());
    }

    @Override
    public void answered(Envelope message, SendOutcome outcome) {
      note("answered " + outcome.getClass().getSimpleName());
    }

    @Override
    public void delivered(IncomingMetadata message) {
      note("delivered from " + message.queue());
    }

    @Override
    public void handled(IncomingMetadata message, @Nullable Throwable failure) {
      note(failure == null ? "handled" : "failed: " + failure.getMessage());
    }

    @Override
    public void settled(IncomingMetadata message, Settlement how) {
      note("settled " + how);
    }
  }

  private record Handler(Runnable work) implements DeliverySink {
    @Override
    public boolean awaitDemand() {
      return true;
    }

    @Override
    public void handle(IncomingMetadata metadata, Object payload, @Nullable Batch transaction) {
      work.run();
    }
  }

  private void sendAndHandle(Runnable work, String last) {
    Engine engine =
        Engine.with(
                new SettingsReader().api(source),
                new SettingsReader().consuming(source),
                new KnownSecrets(Set.of()))
            .observer(observer)
            .build();
    IncomingSettings incoming = new SettingsReader().consuming(source).forQueue(queue);
    try (engine;
        Lane lane =
            Lane.start(
                engine.lanes(incoming.bus().connection()),
                incoming,
                String.class,
                new Handler(work),
                Runnable::run,
                new Halts(queue))) {
      await().atMost(PATIENCE).until(() -> lane.awaitConsuming(Duration.ofSeconds(1)));
      engine
          .outbound()
          .send(
              engine.settings(),
              new Destination.Queue(queue),
              "hello",
              SendOptions.none(),
              null,
              null,
              null,
              engine.client())
          .join();
      await().atMost(PATIENCE).until(() -> observer.heard.contains(last));
    }
  }

  @Test
  void it_hears_of_each_step_of_a_message_that_is_handled() {
    sendAndHandle(() -> {}, "settled ACKNOWLEDGED");
    // The confirm and the delivery come on two connections.
    assertThat(observer.heard)
        .containsExactlyInAnyOrder(
            "made for " + queue,
            "written to " + queue,
            "answered Confirmed",
            "delivered from " + queue,
            "handled",
            "settled ACKNOWLEDGED")
        .containsSubsequence("made for " + queue, "written to " + queue, "answered Confirmed")
        .containsSubsequence("delivered from " + queue, "handled", "settled ACKNOWLEDGED");
  }

  @Test
  void it_hears_of_a_failure_and_of_the_copy_that_goes_to_the_error_queue() {
    sendAndHandle(
        () -> {
          throw new IllegalArgumentException("no such order");
        },
        "settled ACKNOWLEDGED");
    String errors = new SettingsReader().api(source).bus().errorQueue();
    assertThat(observer.heard)
        .containsSubsequence(
            "delivered from " + queue,
            "failed: no such order",
            "written to " + errors,
            "answered Confirmed",
            "settled ACKNOWLEDGED");
  }
}
