package io.pikabus.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.ReceivedMessage;
import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import io.pikabus.documentation.Examples.Greeting;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples of PikaBus's documentation do in Java what they do in Python. */
class ExamplesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Greeting ASKED = new Greeting("world", true);
  private static final Greeting ANSWERED = new Greeting("world", false);

  private final Map<String, String> broker =
      Outage.settings(Broker.shared(), Broker.shared().uri().getPort());
  private final List<Greeting> seen = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  @AfterEach
  void noQueues() throws Exception {
    try (RawClient peer = new RawClient(Broker.shared())) {
      for (String queue : List.of("greetings", "failing", "failed-greetings")) {
        peer.delete(queue);
      }
    }
  }

  private void declare() {
    try (PikaBusClient bus = PikaBus.connect(broker)) {
      bus.declareQueue("greetings", "greeting");
    }
  }

  private Greeting next() {
    try (PikaBusClient bus = PikaBus.connect(broker)) {
      return bus.receive("greetings", Greeting.class, PATIENCE)
          .map(ReceivedMessage::payload)
          .orElseThrow();
    }
  }

  @Test
  void basic_and_consumer() {
    try (PikaBusClient bus = Examples.consumer(broker, seen::add)) {
      Examples.basic(bus);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(seen)
                      .containsExactlyInAnyOrder(
                          ASKED, ASKED, ASKED, ANSWERED, ANSWERED, ANSWERED));
    }
  }

  @Test
  void publish() {
    assertThatExceptionOfType(SendException.class)
        .isThrownBy(() -> Examples.publish(broker))
        .matches(failed -> failed.outcome() instanceof SendOutcome.Unroutable);
    declare();
    Examples.publish(broker);
    assertThat(next()).isEqualTo(ANSWERED);
  }

  @Test
  void send() {
    assertThatExceptionOfType(SendException.class)
        .isThrownBy(() -> Examples.send(broker, Duration.ZERO))
        .matches(failed -> failed.outcome() instanceof SendOutcome.Unroutable);
    declare();
    Examples.send(broker, Duration.ofSeconds(1));
    assertThat(next()).isEqualTo(ANSWERED);
    assertThat(next()).isEqualTo(ANSWERED);
  }

  @Test
  void transaction() {
    Examples.transaction(broker, seen::add);
    assertThat(seen).containsExactly(ANSWERED, ANSWERED);
  }

  @Test
  void error_handling() {
    try (PikaBusClient bus = Examples.failing(broker)) {
      ReceivedMessage<Greeting> failed =
          bus.receive("failed-greetings", Greeting.class, PATIENCE).orElseThrow();
      assertThat(failed.payload()).isEqualTo(ASKED);
      assertThat(failed.metadata().headers().get("PikaBus.SourceQueue")).isEqualTo("failing");
      assertThat(String.valueOf(failed.metadata().headers().get("PikaBus.ErrorDetails")))
          .contains("I fail, as I was told to.");
    }
  }
}
