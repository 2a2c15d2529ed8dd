package io.pikabus.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus.State;
import io.pikabus.ConfigurationException;
import io.pikabus.PayloadCodec;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusBuilder;
import io.pikabus.PikaBusClient;
import io.pikabus.RetryDecision;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a container finds as beans, the builder takes in Java SE. */
class PikaBusBuilderTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String queue = OtherService.unique("built");
  private final String errors = OtherService.unique("error");

  private PikaBusBuilder builder() {
    return PikaBus.builder()
        .settings(OtherService.sharedBroker())
        .setting("queue-type", "classic")
        .setting("error-queue", errors);
  }

  @Test
  void a_retry_policy_decides_instead_of_the_settings() {
    AtomicInteger handled = new AtomicInteger();
    try (PikaBusClient bus =
        builder()
            .setting("max-retries", "0")
            .retryPolicy(
                failed ->
                    failed.failures() < 3
                        ? RetryDecision.retry(Duration.ZERO)
                        : RetryDecision.giveUp())
            .connect()) {
      bus.consume(
          queue,
          String.class,
          text -> {
            handled.incrementAndGet();
            throw new IllegalStateException("on purpose");
          });
      bus.send(queue, "work");
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(bus.messageCount(errors)).isEqualTo(1));
      assertThat(handled).hasValue(3);
    }
  }

  @Test
  void a_pause_policy_says_what_an_outage_is() {
    AtomicBoolean away = new AtomicBoolean(true);
    AtomicInteger handled = new AtomicInteger();
    try (PikaBusClient bus =
        builder()
            .setting("max-retries", "0")
            .pausePolicy(failed -> failed.cause() instanceof ArithmeticException)
            .connect()) {
      bus.consume(
          queue,
          String.class,
          text -> {
            if (away.get()) {
              throw new ArithmeticException("the ledger is away");
            }
            handled.incrementAndGet();
          });
      bus.send(queue, "work");
      await().atMost(PATIENCE).until(() -> bus.status().consumers().get(0).state() == State.PAUSED);
      away.set(false);
      await().atMost(PATIENCE).until(() -> handled.get() == 1);
    }
  }

  @Test
  void a_codec_writes_and_reads_the_bodies() throws Exception {
    UUID payload = UUID.randomUUID();
    Queue<UUID> handled = new ConcurrentLinkedQueue<>();
    try (OtherService other = new OtherService(Broker.shared().uri());
        PikaBusClient bus = builder().payloadCodec(new Plain()).connect()) {
      String read = other.queue("plain", Map.of());
      bus.send(read, payload);
      assertThat(other.take(read).getBody()).asString(UTF_8).isEqualTo(payload.toString());

      bus.consume(queue, UUID.class, handled::add);
      bus.send(queue, payload);
      await().atMost(PATIENCE).until(() -> handled.contains(payload));
    }
  }

  private static final class Plain implements PayloadCodec {
    @Override
    public byte[] encode(Object payload) {
      return payload.toString().getBytes(UTF_8);
    }

    @Override
    public Object decode(byte[] body, Type type) {
      return UUID.fromString(new String(body, UTF_8));
    }
  }

  @Test
  void the_last_value_of_a_key_counts_and_faults_are_told_together() {
    PikaBusBuilder faulty =
        builder()
            .settings(Map.of("port", "0", "host", "one"))
            .setting("port", "none")
            .setting("prefetch", "-1");
    assertThatThrownBy(faulty::connect)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("port = 'none'")
        .hasMessageContaining("prefetch");
  }
}
