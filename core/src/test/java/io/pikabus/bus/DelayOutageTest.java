package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import io.pikabus.recovery.Backoff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Delayed messages and a broker that is killed. */
@Tag("slow")
class DelayOutageTest {

  PrivateNode node;

  @BeforeEach
  void start() {
    node = PrivateNode.create(Path.of("target", "rabbitmq"));
    node.start();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void a_killed_broker_loses_no_delayed_message_and_goes_on_within_seconds() {
    Map<String, String> settings = OtherService.settings(node.uri());
    settings.put("queue-type", "classic");
    Set<String> confirmed = new HashSet<>();
    Set<String> received = ConcurrentHashMap.newKeySet();
    Set<String> early = ConcurrentHashMap.newKeySet();
    AtomicLong firstAfterRestart = new AtomicLong();
    AtomicLong restarted = new AtomicLong(Long.MAX_VALUE);
    try (PikaBusClient receiver = PikaBus.connect(settings);
        PikaBusClient sender = PikaBus.connect(settings)) {
      receiver.consume(
          "due",
          String.class,
          text -> {
            long now = System.currentTimeMillis();
            if (now < Long.parseLong(text.split("/")[1])) {
              early.add(text);
            }
            received.add(text);
            if (now > restarted.get()) {
              firstAfterRestart.compareAndSet(0, now);
            }
          });
      Random random = new Random(7);
      for (int i = 0; i < 3_000; i++) {
        long delay = 1 + random.nextInt(20_000);
        String text = i + "/" + (System.currentTimeMillis() + delay);
        sender.defer("due", text, Duration.ofMillis(delay));
        confirmed.add(text);
        if (i == 0) {
          // All queues are there now, and are to survive.
          node.syncDeclarations();
        }
        if (i == 1_500 || i == 2_999) {
          node.kill();
          node.start();
          restarted.set(System.currentTimeMillis());
          firstAfterRestart.set(0);
        }
      }

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(received).containsAll(confirmed));
      System.out.printf(
          "%d delayed messages, 2 kills: all came; the first %d ms after the restart%n",
          confirmed.size(), firstAfterRestart.get() - restarted.get());
      assertThat(early).isEmpty();
      // While a node takes long to start, the pause between two attempts grows to ten seconds.
      assertThat(firstAfterRestart.get() - restarted.get())
          .isLessThan(2 * Backoff.LONGEST.toMillis());
      assertThat(node.control("list_queues", "name", "--no-table-headers").lines().sorted())
          .as("only what was needed; and nothing in an error queue")
          .containsExactly("PikaBusDelayLong", "PikaBusDelayShort", "PikaBusDelayUnrouted", "due");
    }
  }

  @Test
  void an_alarm_keeps_the_sender_of_a_delayed_message_no_longer_than_its_timeout() {
    Map<String, String> settings = OtherService.settings(node.uri());
    settings.put("confirm-timeout", "PT3S");
    try (PikaBusClient bus = PikaBus.connect(settings)) {
      bus.defer("due", "before", Duration.ofMinutes(1));
      node.control("set_vm_memory_high_watermark", "0.00001");
      assertThatThrownBy(() -> bus.defer("due", "during", Duration.ofMinutes(1)))
          .isInstanceOf(SendException.class);

      CompletableFuture<Void> toAnother =
          CompletableFuture.runAsync(() -> bus.defer("another", "first", Duration.ofMinutes(1)));

      await().atMost(Duration.ofSeconds(6)).until(toAnother::isDone);
      assertThatThrownBy(toAnother::join)
          .hasCauseInstanceOf(SendException.class)
          .hasMessageContaining("was not sent")
          .hasMessageContaining("low on memory");
      node.control("set_vm_memory_high_watermark", "0.4");
      await()
          .ignoreExceptionsInstanceOf(SendException.class)
          .until(
              () -> {
                bus.defer("another", "after", Duration.ofMinutes(1));
                return true;
              });
    }
  }
}
