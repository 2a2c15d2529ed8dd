package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that refuses what RabbitMQ 4 calls deprecated, and later versions refuse by default. */
@Tag("slow")
class DeprecatedFeaturesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static PrivateNode node;

  private final String name = OtherService.unique("modern");
  private final String errors = name + "-error";

  @BeforeAll
  static void startNode() {
    node = PrivateNode.createWithoutDeprecatedFeatures(Path.of("target", "rabbitmq"));
    node.start();
  }

  @AfterAll
  static void stopNode() {
    node.close();
  }

  /** So that the test is about what it says. */
  @Test
  void the_broker_refuses_what_we_do_not_use() throws Exception {
    boolean refuses = !node.describe().contains("rabbitmq-server 3.");
    try (OtherService other = new OtherService(node.uri())) {
      Throwable transientQueue =
          catchThrowable(() -> other.channel().queueDeclare(name, false, false, false, Map.of()));
      assertThat(transientQueue != null).isEqualTo(refuses);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"quorum", "classic"})
  void sending_consuming_events_delays_retries_and_errors_work(String type) throws Exception {
    Map<String, String> settings = OtherService.settings(node.uri());
    settings.put("queue-type", type);
    settings.put("error-queue-type", type);
    settings.put("error-queue", errors);
    settings.put("max-retries", "1");
    settings.put("retry-delay", "PT0.2S");
    List<String> handled = new CopyOnWriteArrayList<>();
    List<String> failed = new CopyOnWriteArrayList<>();
    try (PikaBusClient bus = PikaBus.connect(settings);
        OtherService other = new OtherService(node.uri())) {
      bus.consume(
          name,
          String.class,
          text -> {
            if (text.equals("poison")) {
              failed.add(text);
              throw new IllegalStateException("on purpose");
            }
            handled.add(text);
          });
      bus.subscribe(name, name + ".*");
      List<String> expected = new ArrayList<>(List.of("event", "delayed", "short"));
      bus.defer(name, "delayed", Duration.ofSeconds(3));
      bus.defer(name, "short", Duration.ofMillis(200));
      bus.publish(name + ".happened", "event");
      bus.send(name, "poison");
      for (int i = 0; i < 100; i++) {
        bus.send(name, "order " + i);
        expected.add("order " + i);
      }

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrderElementsOf(expected));
      assertThat(new String(other.take(errors).getBody(), StandardCharsets.UTF_8))
          .isEqualTo("poison");
      assertThat(failed).hasSize(2);
      assertThat(bus.status().isWorking()).isTrue();
    }
  }
}
