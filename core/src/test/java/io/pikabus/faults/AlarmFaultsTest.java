package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A broker that takes no messages, because it lacks memory or disk. */
@Timeout(90)
@Tag("slow")
class AlarmFaultsTest extends ProxiedBroker {

  @AfterEach
  void endAlarms() throws Exception {
    node.control("eval", alarm("memory", "0.4"));
    node.control("eval", alarm("disk", "1000000"));
  }

  private static String alarm(String resource, String limit) {
    return resource.equals("memory")
        ? "vm_memory_monitor:set_vm_memory_high_watermark(" + limit + ")."
        : "rabbit_disk_monitor:set_disk_free_limit(" + limit + ").";
  }

  private static BusStatus.Part publishing(PikaBus bus) {
    return bus.status().publishing();
  }

  @ParameterizedTest
  @CsvSource({
    "memory, 0.00001, 0.4, low on memory",
    "disk, 1000000000000000, 1000000, low on disk"
  })
  void a_send_into_an_alarm_that_lasts_times_out_and_names_it_and_later_ones_go_on(
      String resource, String low, String enough, String named) throws Exception {
    try (PikaBusClient bus = connected("confirm-timeout", "PT1S")) {
      String queue = peer.queue("alarmed");
      bus.send(queue, "before");
      node.control("eval", alarm(resource, low));
      Instant before = Instant.now();

      SendException failure =
          catchThrowableOfType(SendException.class, () -> bus.send(queue, "during"));

      assertThat(failure.outcome())
          .isInstanceOfSatisfying(
              SendOutcome.Unknown.class,
              unknown -> assertThat(unknown.cause()).isEqualTo(SendOutcome.Cause.TIMED_OUT));
      assertThat(failure).hasMessageContaining(named);
      assertThat(publishing(bus).state()).isEqualTo(BusStatus.State.BLOCKED);
      assertThat(publishing(bus).reason()).contains(named);
      assertThat(publishing(bus).since()).isBetween(before, Instant.now());
      SendException next =
          catchThrowableOfType(SendException.class, () -> bus.send(queue, "held back"));
      assertThat(next).hasMessageContaining("was not sent");

      node.control("eval", alarm(resource, enough));

      await().until(() -> publishing(bus).state() == BusStatus.State.WORKING);
      bus.send(queue, "after");
      assertThat(peer.takeAll(queue))
          .extracting(RawClient.Found::text)
          .contains("before", "after")
          .doesNotContain("held back");
      assertThat(proxy.accepted()).isEqualTo(1);
    }
  }

  @Test
  void an_alarm_is_known_again_on_a_new_connection_that_has_much_to_send() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (PikaBusClient bus = connect("confirm-timeout", "PT40S")) {
      String queue = peer.queue("alarmed");
      bus.send(queue, "before");
      node.control("eval", alarm("memory", "0.00001"));
      String payload = "x".repeat(2_000);
      List<CompletableFuture<Void>> sending =
          IntStream.range(0, 400)
              .mapToObj(i -> CompletableFuture.runAsync(() -> bus.send(queue, payload), threads))
              .toList();
      await().until(() -> publishing(bus).state() == BusStatus.State.BLOCKED);
      Instant cut = Instant.now();

      proxy.cutAll(FaultProxy.Cut.RESET);

      await()
          .atMost(Duration.ofSeconds(5))
          .until(
              () ->
                  publishing(bus).state() == BusStatus.State.BLOCKED
                      && publishing(bus).since().isAfter(cut));
      node.control("eval", alarm("memory", "0.4"));
      sending.forEach(CompletableFuture::join);
      assertThat(peer.ready(queue)).isGreaterThanOrEqualTo(401);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_first_message_to_a_queue_keeps_its_sender_no_longer_than_any_other() throws Exception {
    try (PikaBusClient bus = connected("confirm-timeout", "PT1S")) {
      String known = peer.queue("alarmed");
      String unknown = peer.queue("alarmed");
      bus.send(known, "before");
      node.control("eval", alarm("memory", "0.00001"));
      assertThatThrownBy(() -> bus.send(known, "during")).isInstanceOf(SendException.class);

      CompletableFuture<Void> first = CompletableFuture.runAsync(() -> bus.send(unknown, "first"));

      await().atMost(Duration.ofSeconds(3)).until(first::isCompletedExceptionally);
      node.control("eval", alarm("memory", "0.4"));
      await().until(() -> publishing(bus).state() == BusStatus.State.WORKING);
      bus.send(unknown, "after");
      assertThat(peer.takeAll(unknown)).extracting(RawClient.Found::text).containsExactly("after");
    }
  }

  @Test
  void a_first_message_that_waits_for_the_end_of_an_alarm_finds_its_queue() throws Exception {
    try (PikaBusClient bus = connect("mandatory", "false")) {
      String known = peer.queue("alarmed");
      String unknown = peer.queue("alarmed");
      bus.send(known, "before");
      node.control("eval", alarm("memory", "0.00001"));
      CompletableFuture<Void> during = CompletableFuture.runAsync(() -> bus.send(known, "during"));
      await().until(() -> publishing(bus).state() == BusStatus.State.BLOCKED);

      CompletableFuture<Void> first = CompletableFuture.runAsync(() -> bus.send(unknown, "first"));
      node.control("eval", alarm("memory", "0.4"));

      CompletableFuture.allOf(during, first).get(30, TimeUnit.SECONDS);
      assertThat(peer.takeAll(unknown)).extracting(RawClient.Found::text).containsExactly("first");
    }
  }

  @Test
  void a_large_message_into_an_alarm_keeps_its_sender_no_longer_than_a_small_one()
      throws Exception {
    try (PikaBusClient bus = connected("confirm-timeout", "PT1S")) {
      String queue = peer.queue("alarmed");
      bus.send(queue, "before");
      node.control("eval", alarm("memory", "0.00001"));

      CompletableFuture<Void> large =
          CompletableFuture.runAsync(() -> bus.send(queue, "x".repeat(40_000_000)));

      await().atMost(Duration.ofSeconds(8)).until(large::isCompletedExceptionally);
      node.control("eval", alarm("memory", "0.4"));
      await()
          .ignoreExceptionsInstanceOf(SendException.class)
          .until(
              () -> {
                bus.send(queue, "after");
                return true;
              });
    }
  }
}
