package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.TimeFormat;
import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.QueueType;
import io.pikabus.thread.Threads;
import io.pikabus.thread.WorkThread;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A queue that was bound before its connection was lost. */
@Timeout(120)
@Tag("slow")
class BoundAgainTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final String exchange = Outage.unique("bound-again");
  private final String queue = Outage.unique("bound-again");
  private final WorkThread acknowledging = new WorkThread(Threads.DAEMONS, "acknowledging");

  private RawClient peer;
  private BrokerConnection connection;
  private QueueConsumer consumer;

  @BeforeEach
  void consume() throws Exception {
    peer = new RawClient(Outage.node());
    peer.channel().exchangeDeclare(exchange, "fanout", true);
    connection = new BrokerConnection("testing", settings());
    consumer =
        new QueueConsumer(
            connection,
            ConsumedTopology.shared(connection, topology()),
            queue,
            PrefetchWindow.fixed(1),
            new HeaderNames("PikaBus"),
            TimeFormat.LEGACY,
            new LinkedBlockingQueue<>(),
            acknowledging);
    assertThat(consumer.awaitConsuming(PATIENCE)).isTrue();
  }

  @AfterEach
  void close() {
    consumer.close();
    connection.close();
    peer.close();
    acknowledging.close();
  }

  private static ConnectionSettings settings() {
    SettingsReader reader = new SettingsReader();
    ConnectionSettings read =
        reader
            .api(SettingSource.of(Outage.settings(Outage.node(), Outage.node().port())))
            .bus()
            .connection();
    reader.throwFaults();
    return read;
  }

  /** The exchange is another application's: it is not declared. */
  private Topology topology() {
    return new Topology(
        List.of(),
        List.of(Topology.Queue.of(queue, QueueType.CLASSIC)),
        List.of(new Topology.Binding(exchange, queue, "", Map.of())),
        List.of());
  }

  private void lose() {
    Connection before = Objects.requireNonNull(connection.current());
    before.abort();
    await()
        .atMost(PATIENCE)
        .until(() -> connection.current() != null && connection.current() != before);
  }

  @Test
  void it_is_consumed_while_it_cannot_be_bound_and_the_status_says_so_until_it_is()
      throws Exception {
    Channel channel = peer.channel();
    channel.exchangeDelete(exchange);
    lose();

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(consumer.state().phase()).isEqualTo(ConsumerState.Phase.CONSUMING);
              assertThat(consumer.state().caveat())
                  .contains("Whether the queue is still bound is not known", exchange);
            });
    peer.put(queue, "meanwhile");
    takeOne();

    channel.exchangeDeclare(exchange, "fanout", true);
    await().atMost(PATIENCE).until(() -> consumer.state().caveat().isEmpty());
    channel.basicPublish(exchange, "", null, new byte[0]);
    takeOne();
  }

  @Test
  void one_that_is_declared_anew_is_bound_before_it_is_consumed() throws Exception {
    peer.channel().exchangeDelete(exchange);
    peer.delete(queue);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(consumer.state().reason()).contains(exchange));
    assertThat(isConsuming()).isFalse();

    peer.channel().exchangeDeclare(exchange, "fanout", true);
    await().atMost(PATIENCE).until(this::isConsuming);
  }

  private void takeOne() throws Exception {
    Delivery delivery = consumer.poll(PATIENCE);
    assertThat(delivery).isNotNull();
    delivery.acknowledge();
  }

  private boolean isConsuming() {
    return consumer.state().phase() == ConsumerState.Phase.CONSUMING;
  }
}
