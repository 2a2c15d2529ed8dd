package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import io.pikabus.faults.FaultProxy.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sending over a network that fails. */
@Timeout(90)
@Tag("broker")
@Tag("slow")
class SendingFaultsTest extends ProxiedBroker {

  /** Unless something is confirmed, those beyond the first so many wait for others to join them. */
  @Test
  void a_message_that_waits_for_company_leaves_though_none_comes() throws Exception {
    int count = 40;
    ExecutorService senders = Executors.newFixedThreadPool(count);
    try (PikaBusClient bus = connect()) {
      String queue = peer.queue("company");
      bus.send(queue, "first");
      FaultProxy.Link link = proxy.link("pikabus-publishing");
      link.stall(Way.TO_CLIENT);

      List<CompletableFuture<Void>> sending =
          IntStream.range(0, count)
              .mapToObj(i -> CompletableFuture.runAsync(() -> bus.send(queue, i), senders))
              .toList();

      await().until(() -> peer.ready(queue) == 1 + count);
      link.flow();
      for (CompletableFuture<Void> each : sending) {
        each.get(10, TimeUnit.SECONDS);
      }
    } finally {
      senders.shutdownNow();
    }
  }

  static Stream<Named<Consumer<FaultProxy.Link>>> endings() {
    return Stream.of(
        Named.of("reset", link -> link.cut(FaultProxy.Cut.RESET)),
        Named.of("finished", link -> link.cut(FaultProxy.Cut.FINISH)),
        Named.of("closed towards the broker", link -> link.halfClose(Way.TO_BROKER)),
        Named.of("closed towards the client", link -> link.halfClose(Way.TO_CLIENT)));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void what_is_written_and_not_confirmed_when_a_connection_ends_is_sent_again_and_marked(
      Consumer<FaultProxy.Link> ending) throws Exception {
    try (PikaBusClient bus = connect()) {
      String queue = peer.queue("cut");
      bus.send(queue, "before");
      FaultProxy.Link link = proxy.link("pikabus-publishing");
      link.stall(Way.TO_CLIENT);
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> bus.send(queue, "in doubt"));
      await().until(() -> peer.ready(queue) == 2);

      ending.accept(link);
      link.flow();
      sending.get(10, TimeUnit.SECONDS);

      // Where the confirm still came through, there was no doubt.
      List<RawClient.Found> found = peer.takeAll(queue);
      assertThat(found.get(0)).extracting("text", "marked").containsExactly("before", false);
      assertThat(found.get(1)).extracting("text", "marked").containsExactly("in doubt", false);
      assertThat(found.subList(2, found.size()))
          .hasSizeLessThanOrEqualTo(1)
          .allSatisfy(
              again -> {
                assertThat(again.marked()).isTrue();
                assertThat(again.messageId()).isEqualTo(found.get(1).messageId());
              });
      bus.send(queue, "after");
      assertThat(peer.ready(queue)).isEqualTo(1);
    }
  }

  @Test
  void what_the_broker_has_without_our_knowing_is_sent_again_in_order_with_a_mark()
      throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (PikaBusClient bus = connect()) {
      String queue = peer.queue("twice");
      bus.send(queue, "before");
      FaultProxy.Link link = proxy.link("pikabus-publishing");
      link.stall(Way.TO_CLIENT);
      List<CompletableFuture<Void>> sending =
          IntStream.range(0, 20)
              .mapToObj(
                  i -> CompletableFuture.runAsync(() -> bus.send(queue, "doubt " + i), threads))
              .toList();
      await().until(() -> peer.ready(queue) == 21);

      link.cut(FaultProxy.Cut.RESET);
      CompletableFuture.allOf(sending.toArray(CompletableFuture<?>[]::new))
          .get(20, TimeUnit.SECONDS);

      List<RawClient.Found> found = peer.takeAll(queue);
      List<String> once =
          found.stream().filter(f -> !f.marked()).map(RawClient.Found::text).toList();
      List<String> again =
          found.stream().filter(RawClient.Found::marked).map(RawClient.Found::text).toList();
      assertThat(once).doesNotHaveDuplicates().hasSize(21).startsWith("before");
      assertThat(again).isEqualTo(once.subList(1, 21));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void on_a_silent_connection_a_send_times_out_and_the_bus_connects_anew() throws Exception {
    try (PikaBusClient bus = connected("heartbeat", "PT1S", "confirm-timeout", "PT1S")) {
      String queue = peer.queue("silent");
      bus.send(queue, "before");
      proxy.link("pikabus-publishing").stall(Way.TO_BROKER, Way.TO_CLIENT);

      SendException failure =
          catchThrowableOfType(SendException.class, () -> bus.send(queue, "unheard"));

      assertThat(failure.outcome())
          .isInstanceOfSatisfying(
              SendOutcome.Unknown.class,
              unknown -> assertThat(unknown.cause()).isEqualTo(SendOutcome.Cause.TIMED_OUT));
      assertThat(failure).hasMessageContaining("No confirm came within PT1S");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  proxy.accepted() == 2
                      && bus.status().publishing().state() == BusStatus.State.WORKING);
      bus.send(queue, "after");
      assertThat(peer.takeAll(queue))
          .extracting(RawClient.Found::text)
          .contains("before", "after")
          .isSubsetOf("before", "unheard", "after");
    }
  }

  @Test
  void a_send_with_time_enough_outlives_a_silent_connection() throws Exception {
    try (PikaBusClient bus = connect("heartbeat", "PT1S")) {
      String queue = peer.queue("patient");
      bus.send(queue, "before");
      proxy.link("pikabus-publishing").stall(Way.TO_BROKER, Way.TO_CLIENT);

      bus.send(queue, "patient");

      List<RawClient.Found> found = peer.takeAll(queue);
      assertThat(found).extracting(RawClient.Found::text).contains("before", "patient");
      assertThat(found.get(found.size() - 1).marked()).isTrue();
    }
  }

  @Test
  void a_message_that_gets_stuck_half_written_keeps_no_sender_beyond_its_time() throws Exception {
    try (PikaBusClient bus = connect("heartbeat", "PT10S", "confirm-timeout", "PT2S")) {
      String queue = peer.queue("stuck");
      bus.send(queue, "before");
      proxy.link("pikabus-publishing").stall(Way.TO_BROKER);
      long begin = System.nanoTime();

      CompletableFuture<Void> large =
          CompletableFuture.runAsync(() -> bus.send(queue, "x".repeat(40_000_000)));
      CompletableFuture<Void> small =
          CompletableFuture.runAsync(
              () -> {
                await().pollDelay(Duration.ofMillis(500)).until(() -> !large.isDone());
                bus.send(queue, "small");
              });
      ExecutionException failure =
          catchThrowableOfType(ExecutionException.class, () -> large.get(30, TimeUnit.SECONDS));
      assertThat(failure.getCause()).isInstanceOf(SendException.class);
      // It may have come through by then, on a new connection.
      await().until(small::isDone);

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(6));
    }
  }

  @Test
  void a_slow_network_makes_things_slow_and_nothing_worse() throws Exception {
    proxy.delay(Duration.ofMillis(50));
    List<String> handled = new ArrayList<>();
    String queue = peer.queue("slow");
    try (PikaBusClient bus = connect()) {
      bus.consume(queue, String.class, handled::add);
      List<String> sent = Stream.iterate(0, i -> i + 1).limit(8).map(i -> "no " + i).toList();

      sent.forEach(text -> bus.send(queue, text));

      await().untilAsserted(() -> assertThat(List.copyOf(handled)).isEqualTo(sent));
      assertThat(proxy.accepted()).isEqualTo(2);
    }
  }
}
