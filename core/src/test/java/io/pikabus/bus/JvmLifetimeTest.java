package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendOptions;
import io.pikabus.fixtures.machine.OtherJvm;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the process of a service in Java SE ends, and what becomes of its messages. */
@Tag("slow")
class JvmLifetimeTest {

  final String queue = OtherService.unique("ending");
  @TempDir Path directory;
  OtherService other;
  PikaBusClient bus;
  @Nullable Process service;

  @BeforeEach
  void meet() throws Exception {
    other = new OtherService(Broker.shared().uri());
    bus = PikaBus.connect(OtherService.sharedBroker());
    other.channel().queueDeclare(queue + "-done", true, false, false, Map.of());
  }

  @AfterEach
  void part() throws Exception {
    if (service != null) {
      service.destroyForcibly().waitFor();
    }
    bus.close();
    other.close();
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(120));
  }

  private Process start(int seconds, String drainTimeout) throws Exception {
    URI broker = Broker.shared().uri();
    String[] user = broker.getUserInfo().split(":", 2);
    Process started =
        OtherJvm.running(
                EndingService.class,
                broker.getHost(),
                String.valueOf(broker.getPort()),
                user[0],
                user[1],
                queue,
                String.valueOf(seconds),
                drainTimeout)
            .redirectErrorStream(true)
            .redirectOutput(output())
            .start();
    service = started;
    patiently().until(() -> said("main ends"));
    return started;
  }

  private File output() {
    return directory.resolve("output").toFile();
  }

  private boolean said(String line) throws Exception {
    return Files.readString(output().toPath()).contains(line);
  }

  @Test
  void a_message_in_hand_is_finished_and_acknowledged_after_sigterm() throws Exception {
    Process jvm = start(3, "PT2M");
    bus.send(queue, "one");
    patiently().until(() -> said("begun one"));
    jvm.destroy(); // SIGTERM
    bus.send(queue, "two");
    assertThat(jvm.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(new String(other.take(queue + "-done").getBody(), StandardCharsets.UTF_8))
        .isEqualTo("done one");
    assertThat(said("begun two")).isFalse();
    await().untilAsserted(() -> assertThat(other.ready(queue)).isEqualTo(1));
    assertThat(new String(other.take(queue).getBody(), StandardCharsets.UTF_8)).isEqualTo("two");
  }

  @Test
  void a_handler_that_takes_longer_than_the_drain_timeout_does_not_keep_the_process()
      throws Exception {
    Process jvm = start(600, "PT1S");
    bus.send(queue, "endless");
    patiently().until(() -> said("begun endless"));
    jvm.destroy();
    assertThat(jvm.waitFor(120, TimeUnit.SECONDS)).isTrue();
    patiently().untilAsserted(() -> assertThat(other.ready(queue)).isEqualTo(1));
    assertThat(other.ready(queue + "-done")).isZero();
  }

  @Test
  void the_process_lives_after_its_main_has_ended_until_the_client_is_closed() throws Exception {
    Process jvm = start(0, "PT2M");
    for (String text : new String[] {"one", "two"}) {
      bus.send(queue, text);
      assertThat(new String(other.take(queue + "-done").getBody(), StandardCharsets.UTF_8))
          .isEqualTo("done " + text);
    }
    assertThat(jvm.isAlive()).isTrue();
    bus.send(queue, "now", SendOptions.none().withMessageType("end"));
    assertThat(jvm.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(jvm.exitValue()).isZero();
  }
}
