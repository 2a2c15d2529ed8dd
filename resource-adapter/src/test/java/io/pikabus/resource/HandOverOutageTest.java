package io.pikabus.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.JournalStatus;
import io.pikabus.PikaBus;
import io.pikabus.ReceivedMessage;
import io.pikabus.faults.Outage;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application commits what it sends through an adapter though the broker is away. */
@Tag("slow")
class HandOverOutageTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String QUEUE = "outage";

  @TempDir Path journal;

  private final SmallContainer container = new SmallContainer();
  private PrivateNode broker;
  private AdapterOfAnotherLoader adapter;
  private Application application;
  private PikaBus bus;

  @BeforeEach
  void begin() throws Exception {
    broker = PrivateNode.create(Path.of("target", "rabbitmq"));
    broker.start();
    start();
    bus.declareQueue(QUEUE);
    // So that the quorum queue survives the stop.
    container.inTransaction(() -> bus.send(QUEUE, "first"));
    await().atMost(PATIENCE).until(() -> bus.messageCount(QUEUE) == 1);
  }

  private void start() throws Exception {
    adapter = AdapterOfAnotherLoader.start(container, broker.uri(), journal);
    application =
        new Application(
            container, Outage.settings(broker, broker.port()), adapter::connectionFactory);
    bus = application.bus();
  }

  private void close() throws Exception {
    application.close();
    adapter.close();
  }

  @AfterEach
  void end() throws Exception {
    close();
    container.close();
    broker.close();
  }

  private long undelivered() {
    return bus.status().journal().map(JournalStatus::undelivered).orElseThrow();
  }

  private void commitThreeWithoutABroker() throws Exception {
    broker.stop();
    await().atMost(PATIENCE).until(() -> !bus.status().isWorking());
    Recorder second = new Recorder();
    container.inTransaction(
        () -> {
          container.enlist(second);
          bus.send(QUEUE, "in two phases");
        });
    assertThat(second.calls).containsExactly("prepare", "commit");
    container.inTransaction(() -> bus.send(QUEUE, "in one phase"));
    container.inTransaction(() -> bus.send(QUEUE, "the last"));
    await().atMost(PATIENCE).until(() -> undelivered() == 3);
  }

  private void allArriveInOrder() {
    await().atMost(PATIENCE).until(() -> undelivered() == 0);
    await().atMost(PATIENCE).until(() -> bus.status().isWorking());
    List<String> texts = new ArrayList<>();
    Optional<ReceivedMessage<String>> next = bus.receive(QUEUE, String.class, PATIENCE);
    while (next.isPresent()) {
      texts.add(next.get().payload());
      next = bus.receive(QUEUE, String.class);
    }
    assertThat(texts).containsExactly("first", "in two phases", "in one phase", "the last");
  }

  @Test
  void what_is_committed_without_a_broker_arrives_in_order_when_it_is_back() throws Exception {
    commitThreeWithoutABroker();
    broker.start();
    allArriveInOrder();
  }

  @Test
  void what_is_committed_without_a_broker_arrives_after_a_restart_of_the_server() throws Exception {
    commitThreeWithoutABroker();
    close();
    start();
    broker.start();
    allArriveInOrder();
  }
}
