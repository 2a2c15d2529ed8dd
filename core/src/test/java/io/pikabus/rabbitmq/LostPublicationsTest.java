package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.Destination;
import io.pikabus.SendOutcome;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.Outage;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No exception of any kind leaves a message without an outcome, or keeps its place. */
@Timeout(120)
@Tag("slow")
class LostPublicationsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final PrivateNode node = Outage.node();
  private final ConnectionSettings settings =
      new SettingsReader()
          .api(SettingSource.of(Outage.settings(node, node.port())))
          .bus()
          .connection();

  /** Headers that throw when somebody looks at them. */
  private static Map<String, @Nullable Object> hostile(String kind) {
    return new AbstractMap<>() {
      @Override
      public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        if (kind.equals("error")) {
          throw new StackOverflowError("deep");
        }
        throw kind.equals("argument")
            ? new IllegalArgumentException("long")
            : new IllegalStateException("odd");
      }

      @Override
      public boolean isEmpty() {
        return entrySet().isEmpty();
      }
    };
  }

  private static Envelope envelope(String exchange, Map<String, @Nullable Object> headers) {
    return new Envelope(
        new Destination.Queue("any"),
        Address.declared(exchange, "any"),
        false,
        new HeaderNames("PikaBus"),
        new MessageProperties(
            null, null, headers, 2, null, null, null, null, "id", null, null, null, null, null),
        new byte[0],
        null);
  }

  private static SendOutcome end(CompletableFuture<SendOutcome> publication) throws Exception {
    return publication.get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "argument", "state"})
  void what_throws_while_it_is_written_is_refused_and_the_others_are_confirmed(String kind)
      throws Exception {
    BrokerClient client = new BrokerClient(settings);
    await().until(() -> client.state().isOpen());

    for (int i = 0; i < 50; i++) {
      assertThat(end(client.publish(envelope("", hostile(kind)), TIMEOUT)))
          .isInstanceOf(SendOutcome.Refused.class);
    }
    assertThat(end(client.publish(envelope("", Map.of()), TIMEOUT)))
        .isInstanceOf(SendOutcome.Confirmed.class);
    assertThat(closing(client)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void what_throws_while_it_waits_for_the_broker_stops_nobody_behind_it() throws Exception {
    BrokerClient client = new BrokerClient(settings);
    CompletableFuture<SendOutcome> hostile =
        client.publish(envelope("", hostile("error")), TIMEOUT);
    CompletableFuture<SendOutcome> good = client.publish(envelope("", Map.of()), TIMEOUT);

    assertThat(end(hostile)).isInstanceOf(SendOutcome.Refused.class);
    assertThat(end(good)).isInstanceOf(SendOutcome.Confirmed.class);
    assertThat(closing(client)).isLessThan(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(ints = {193, 200, 255})
  void a_name_too_long_for_the_delay_queues_is_refused_and_keeps_no_place(int octets)
      throws Exception {
    BrokerClient client = new BrokerClient(settings);
    Envelope deferred =
        new Envelope(
                new Destination.Queue("x".repeat(octets)),
                Address.queue("direct", "x".repeat(octets)),
                true,
                new HeaderNames("PikaBus"),
                envelope("", Map.of()).properties(),
                new byte[0],
                null)
            .deferred(new Deferral(Instant.now().plusSeconds(300), "error"));

    for (int i = 0; i < 50; i++) {
      assertThat(end(client.publish(deferred, TIMEOUT)))
          .isInstanceOfSatisfying(
              SendOutcome.Refused.class,
              refused -> assertThat(refused.reason()).contains("too long for a delayed message"));
    }
    assertThat(closing(client)).isLessThan(Duration.ofSeconds(15));
  }

  private static Duration closing(BrokerClient client) {
    long from = System.nanoTime();
    client.close();
    return Duration.ofNanos(System.nanoTime() - from);
  }
}
