package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing a bus that is at work. */
@Timeout(90)
@Tag("slow")
class StoppingTest {

  final PrivateNode node = Outage.node();

  RawClient peer;

  final CountDownLatch begun = new CountDownLatch(1);
  final CountDownLatch mayEnd = new CountDownLatch(1);
  final List<String> handled = new CopyOnWriteArrayList<>();

  @BeforeEach
  void meet() throws Exception {
    peer = new RawClient(node);
  }

  @AfterEach
  void part() {
    mayEnd.countDown();
    peer.close();
  }

  private void work(String text) throws InterruptedException {
    begun.countDown();
    mayEnd.await();
    handled.add(text);
  }

  @Test
  void closing_waits_for_the_message_in_hand_and_leaves_the_rest() throws Exception {
    String queue = peer.queue("stopping");
    for (String text : List.of("in hand", "next", "last")) {
      peer.put(queue, text);
    }
    PikaBusClient bus = Outage.connect(node, node.port());
    bus.consume(queue, String.class, this::work);
    begun.await();

    CompletableFuture<Void> closing = CompletableFuture.runAsync(bus::close);
    await().during(Duration.ofMillis(500)).until(() -> !closing.isDone());
    mayEnd.countDown();
    closing.get(10, TimeUnit.SECONDS);

    assertThat(handled).containsExactly("in hand");
    await().until(() -> peer.ready(queue) == 2);
    assertThat(peer.takeAll(queue))
        .extracting(RawClient.Found::text)
        .containsExactly("next", "last");
  }

  @Test
  void closing_does_not_wait_for_ever_and_what_was_in_hand_goes_to_somebody_else()
      throws Exception {
    String queue = peer.queue("stuck");
    peer.put(queue, "stuck");
    PikaBusClient bus = Outage.connect(node, node.port(), "drain-timeout", "PT0.5S");
    bus.consume(queue, String.class, this::work);
    begun.await();
    long begin = System.nanoTime();

    bus.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(5));
    List<String> elsewhere = new CopyOnWriteArrayList<>();
    try (PikaBusClient other = Outage.connect(node, node.port())) {
      other.consume(
          queue,
          String.class,
          text -> elsewhere.add(text + " " + other.incoming().orElseThrow().redelivered()));
      await().untilAsserted(() -> assertThat(elsewhere).containsExactly("stuck true"));
    }
    mayEnd.countDown();
    await().until(() -> handled.size() == 1);
    assertThat(peer.ready(queue)).isZero();
  }

  @Test
  void a_closed_bus_refuses_to_send_at_once() throws Exception {
    String queue = peer.queue("closed");
    PikaBusClient bus = Outage.connect(node, node.port());
    bus.send(queue, "before");
    bus.close();

    CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> bus.send(queue, "after"));

    ExecutionException failure =
        catchThrowableOfType(ExecutionException.class, () -> sending.get(5, TimeUnit.SECONDS));
    assertThat(failure.getCause()).isInstanceOf(SendException.class).hasMessageContaining("closed");
    assertThat(peer.ready(queue)).isEqualTo(1);
  }

  @Test
  void what_is_being_sent_when_a_bus_closes_without_a_broker_ends_with_an_outcome()
      throws Exception {
    try (FaultProxy proxy = new FaultProxy(node.port())) {
      String queue = peer.queue("unsent");
      PikaBusClient bus = Outage.connect(node, proxy.port(), "connection-timeout", "PT1S");
      bus.send(queue, "before");
      proxy.link("pikabus-publishing").stall(FaultProxy.Way.TO_BROKER);
      CompletableFuture<Void> small = CompletableFuture.runAsync(() -> bus.send(queue, "small"));
      CompletableFuture<Void> large =
          CompletableFuture.runAsync(() -> bus.send(queue, "x".repeat(40_000_000)));
      await().during(Duration.ofMillis(500)).until(() -> !large.isDone() && !small.isDone());

      CompletableFuture<Void> closing = CompletableFuture.runAsync(bus::close);

      closing.get(10, TimeUnit.SECONDS);
      for (CompletableFuture<Void> each : List.of(small, large)) {
        ExecutionException failure =
            catchThrowableOfType(ExecutionException.class, () -> each.get(5, TimeUnit.SECONDS));
        assertThat(failure.getCause()).isInstanceOf(SendException.class);
      }
    }
  }

  @Test
  void a_handler_that_interrupts_itself_does_not_end_the_consuming() throws Exception {
    String queue = peer.queue("interrupted");
    try (PikaBusClient bus = Outage.connect(node, node.port(), "retry-delay", "PT0S")) {
      bus.consume(
          queue,
          String.class,
          text -> {
            handled.add(text);
            if (handled.size() == 1) {
              throw new InterruptedException("of a task of the application");
            }
          });

      bus.send(queue, "work");

      await().untilAsserted(() -> assertThat(handled).containsExactly("work", "work"));
      assertThat(bus.status().isWorking()).isTrue();
    }
  }
}
