package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.BrokerException;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What lasts is told once and counted, not repeated. */
@Tag("slow")
class LogTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static PrivateNode node;

  @BeforeAll
  static void start() throws Exception {
    node = PrivateNode.create(Path.of("target", "rabbitmq"));
    node.start();
    node.control("add_user", "nobody", "s3cret");
    node.control("set_permissions", "nobody", "^$", "^$", "^$");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("host", node.uri().getHost());
    settings.put("port", String.valueOf(node.uri().getPort()));
    settings.put("username", "nobody");
    settings.put("password", "s3cret");
    settings.put("connection-timeout", "PT2S");
    return settings;
  }

  private static List<String> warnings(Log log) {
    return log.lines().stream()
        .filter(line -> line.startsWith("WARNING") || line.startsWith("SEVERE"))
        .toList();
  }

  @Test
  void a_user_without_rights_is_warned_of_once_for_each_kind_of_refusal() {
    int tries = 30;
    try (Log log = new Log();
        PikaBusClient bus = PikaBus.connect(settings())) {
      for (int i = 0; i < tries; i++) {
        assertThat(outcome(bus, i)).contains("ACCESS_REFUSED");
      }
      assertThat(warnings(log)).as("after %d refused messages", tries).hasSizeLessThan(10);
    }
  }

  @Test
  void consumers_that_are_begun_again_and_again_are_warned_of_once_for_each_queue() {
    try (Log log = new Log();
        PikaBusClient bus = PikaBus.connect(settings())) {
      for (int i = 0; i < 6; i++) {
        String queue = "forbidden-" + i % 2;
        assertThatThrownBy(() -> bus.consume(queue, String.class, text -> {}))
            .isInstanceOf(BrokerException.class);
      }
      assertThat(warnings(log)).filteredOn(line -> line.contains("Not consuming")).hasSize(2);
    }
  }

  private static String outcome(PikaBus bus, int number) {
    try {
      bus.send("somebody-else-s", "text " + number);
      return "confirmed";
    } catch (SendException refused) {
      return refused.outcome().toString();
    }
  }

  @Test
  void a_broker_that_is_away_is_warned_of_once_and_its_attempts_are_counted() {
    try (Log log = new Log()) {
      Map<String, String> settings = settings();
      settings.put("port", "1");
      try (PikaBusClient bus = PikaBus.connect(settings)) {
        await()
            .atMost(PATIENCE)
            .until(() -> warnings(log).stream().anyMatch(line -> line.contains("Cannot connect")));
        Duration several = Duration.ofSeconds(5);
        await()
            .during(several)
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(warnings(log))
                        .filteredOn(line -> line.contains("Cannot connect for publishing"))
                        .hasSize(1));
        assertThat(bus.status().publishing().reason()).startsWith("Nothing listens");
      }
    }
  }

  @Test
  void the_broker_is_named_with_its_version_when_it_is_connected_to() {
    try (Log log = new Log();
        PikaBusClient bus = PikaBus.connect(settings())) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(log.lines())
                      .anyMatch(
                          line ->
                              line.matches(
                                  "INFO Connected for publishing to 127\\.0\\.0\\.1:\\d+: RabbitMQ at .*, user 'nobody', RabbitMQ \\d+\\.\\d+\\.\\d+.*, cluster '.+@.+'\\.")));
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("INFO pikabus "))
          .singleElement()
          .asString()
          .contains(
              " at RabbitMQ ", "cluster '", "user 'nobody'", "transaction = local, no outbox.");
      assertThat(bus.status().publishing().reason()).isEmpty();
    }
  }
}
