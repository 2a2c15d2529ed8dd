package io.pikabus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.SendOptions;
import io.pikabus.bus.DeliverySink;
import io.pikabus.bus.Halts;
import io.pikabus.bus.Lane;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.Outage;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.log.KnownSecrets;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.store.BrokerRegistry;
import io.pikabus.transaction.Batch;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LentThreads threads = new LentThreads();
  private final Queue<String> handled = new ConcurrentLinkedQueue<>();

  @AfterEach
  void end() {
    // RabbitMQ's client itself waits for 10 s for what it cannot say any more.
    await("all are given back").atMost(Duration.ofSeconds(8)).until(() -> threads.busy() == 0);
    threads.close();
  }

  private static SettingSource source() {
    Broker broker = Broker.shared();
    Map<String, String> settings = Outage.settings(broker, broker.uri().getPort());
    settings.put("queue-type", "classic");
    return SettingSource.of(settings);
  }

  private static OutgoingSettings settings() {
    return new SettingsReader().api(source());
  }

  private Engine engine() {
    return Engine.with(
            settings(), new SettingsReader().consuming(source()), new KnownSecrets(Set.of()))
        .threads(threads)
        .build();
  }

  private static void send(Engine engine, String queue, String text) {
    engine
        .outbound()
        .send(
            engine.settings(),
            new Destination.Queue(queue),
            text,
            SendOptions.none(),
            null,
            null,
            null,
            engine.client())
        .join();
  }

  private final class Noting implements DeliverySink {
    @Override
    public boolean awaitDemand() {
      return true;
    }

    @Override
    public void handle(IncomingMetadata metadata, Object payload, @Nullable Batch transaction) {
      handled.add(payload + " on " + Thread.currentThread().getName());
    }
  }

  @Test
  void it_has_no_thread_and_no_connection_before_it_is_used() {
    try (Engine engine = engine()) {
      engine.sendsWith(settings());
      engine.start(Runnable::run);
      assertThat(threads.asked).isEmpty();

      engine.publishing();
      assertThat(threads.asked).contains("pikabus-publishing");
    }
  }

  @Test
  void equal_settings_share_a_client() {
    try (Engine engine = engine()) {
      assertThat(engine.client(settings().bus().connection())).isSameAs(engine.client());
    }
  }

  @Test
  void all_threads_are_given_back_soon_after_the_close_whatever_is_under_way() throws Exception {
    String queue = Outage.unique("ended");
    for (int i = 0; i < 20; i++) {
      Engine engine = engine();
      IncomingSettings consuming = new SettingsReader().consuming(source()).forQueue(queue);
      Lane lane =
          Lane.start(
              engine.lanes(consuming.bus().connection()),
              consuming,
              String.class,
              new Noting(),
              Runnable::run,
              new Halts(queue));
      assertThat(lane.awaitConsuming(PATIENCE)).isTrue();
      for (int message = 0; message < 30; message++) {
        send(engine, queue, "message " + message);
      }
      lane.stop();
      engine.close();
    }
    await().atMost(Duration.ofSeconds(5)).until(() -> threads.busy() == 0);
  }

  @Test
  void nothing_is_sent_once_it_is_closed() {
    Engine engine = engine();
    engine.close();
    assertThatThrownBy(engine::client)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stopping");
  }

  @Test
  void a_transaction_that_commits_after_the_close_finds_its_broker() {
    AtomicReference<BrokerRegistry> registry = new AtomicReference<>();
    Engine engine =
        Engine.with(
                settings(), new SettingsReader().consuming(source()), new KnownSecrets(Set.of()))
            .outbox(
                new SettingsReader().outbox(source()),
                () -> {
                  throw new IllegalStateException("Nothing is stored here.");
                })
            .brokers(
                brokers -> {
                  registry.set(brokers);
                  return brokers;
                })
            .build();
    BrokerClient client = engine.client();
    engine.close();

    assertThat(registry.get().nameOf(client)).isEqualTo(BrokerRegistry.DEFAULT);
    assertThat(registry.get().isReachable(BrokerRegistry.DEFAULT)).isFalse();
    assertThat(registry.get().named(BrokerRegistry.DEFAULT)).isSameAs(client);
  }

  @Test
  void it_works_on_threads_that_are_lent_and_gives_them_back() {
    String queue = Outage.unique("lent");
    IncomingSettings incoming = new SettingsReader().consuming(source()).forQueue(queue);
    try (Engine engine = engine();
        Lane lane =
            Lane.start(
                engine.lanes(incoming.bus().connection()),
                incoming,
                String.class,
                new Noting(),
                Runnable::run,
                new Halts(queue))) {
      await().atMost(PATIENCE).until(() -> lane.awaitConsuming(Duration.ofSeconds(1)));
      send(engine, queue, "hello");

      await().atMost(PATIENCE).until(() -> !handled.isEmpty());
      assertThat(handled.poll()).startsWith("hello on " + LentThreads.OWNER);
      assertThat(threads.asked)
          .contains("pikabus-" + queue, "pikabus-consuming", "pikabus-client", "pikabus-timeouts");
      assertThat(lane.state().reason()).isEmpty();
    }
  }
}
