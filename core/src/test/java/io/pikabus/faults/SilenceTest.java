package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus;
import io.pikabus.BusStatus.State;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A broker that does not answer on a connection, or only seems not to. Two addresses lead to the
 * same node.
 */
@Timeout(120)
@Tag("slow")
class SilenceTest extends ProxiedBroker {

  private FaultProxy second;

  @BeforeEach
  void openSecond() {
    second = new FaultProxy(node.port());
  }

  @AfterEach
  void closeSecond() throws IOException {
    second.close();
  }

  private PikaBusClient connectToBoth(String... more) {
    return Outage.connectTo(node, List.of(proxy.port(), second.port()), more);
  }

  private int connections() {
    return proxy.accepted() + second.accepted();
  }

  private FaultProxy.Link link(String purpose) {
    return (proxy.isLinked(purpose) ? proxy : second).link(purpose);
  }

  private static State publishing(PikaBus bus) {
    return bus.status().publishing().state();
  }

  private static State consuming(PikaBus bus) {
    return bus.status().consumers().get(0).state();
  }

  @Test
  void neither_an_alarm_nor_a_slow_handler_nor_an_idle_connection_ends_a_connection()
      throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    try (PikaBusClient bus = connectToBoth();
        PikaBusClient idle = connectToBoth()) {
      String queue = peer.queue("silent");
      String slowly = peer.queue("silent");
      String never = peer.queue("silent");
      bus.consume(slowly, String.class, text -> slow.await());
      idle.consume(never, String.class, text -> {});
      bus.send(slowly, "work");
      bus.send(queue, "before");
      idle.send(queue, "before");
      await().until(() -> bus.status().isWorking() && idle.status().isWorking());
      int before = connections();
      node.control("set_vm_memory_high_watermark", "0.00001");
      try {
        CompletableFuture<Void> during =
            CompletableFuture.runAsync(() -> bus.send(queue, "during"));
        await().until(() -> publishing(bus) == State.BLOCKED);

        await()
            .during(Duration.ofSeconds(15))
            .atMost(Duration.ofSeconds(20))
            .until(
                () ->
                    publishing(bus) == State.BLOCKED
                        && consuming(bus) == State.WORKING
                        && idle.status().isWorking());
        node.control("set_vm_memory_high_watermark", "0.4");
        during.get(30, TimeUnit.SECONDS);
      } finally {
        node.control("set_vm_memory_high_watermark", "0.4");
        slow.countDown();
      }
      await().until(() -> publishing(bus) == State.WORKING);
      assertThat(connections()).isEqualTo(before);
    }
  }

  @Test
  void a_single_node_that_hangs_for_some_seconds_is_told_of_and_keeps_its_connections()
      throws Exception {
    Set<String> handled = ConcurrentHashMap.newKeySet();
    try (PikaBusClient bus = connect()) {
      String queue = peer.queue("silent");
      bus.consume(queue, String.class, handled::add);
      bus.send(queue, "before");
      await().until(() -> bus.status().isWorking() && handled.contains("before"));
      int before = proxy.accepted();

      node.pause();
      CompletableFuture<Void> during = CompletableFuture.runAsync(() -> bus.send(queue, "during"));
      try {
        await()
            .atMost(Duration.ofSeconds(10))
            .until(
                () -> publishing(bus) == State.INTERRUPTED && consuming(bus) == State.INTERRUPTED);
        BusStatus.Part part = bus.status().publishing();
        assertThat(part.reason()).isEqualTo("The broker does not answer.");
      } finally {
        node.resume();
      }

      during.get(20, TimeUnit.SECONDS);
      await().until(() -> bus.status().isWorking() && handled.contains("during"));
      assertThat(proxy.accepted()).isEqualTo(before);
    }
  }

  @Test
  void a_connection_that_is_held_up_by_a_node_that_is_well_is_given_more_time_and_then_left()
      throws Exception {
    try (PikaBusClient bus = connectToBoth("heartbeat", "PT16S")) {
      String queue = peer.queue("silent");
      bus.send(queue, "before");
      int before = connections();
      FaultProxy.Link held = link("pikabus-publishing");

      held.stall(FaultProxy.Way.TO_BROKER);
      CompletableFuture<Void> during = CompletableFuture.runAsync(() -> bus.send(queue, "during"));
      await().atMost(Duration.ofSeconds(10)).until(() -> publishing(bus) == State.INTERRUPTED);
      // One asks whether the node is well.
      await().until(() -> connections() == before + 1);
      await()
          .during(Duration.ofSeconds(5))
          .atMost(Duration.ofSeconds(6))
          .until(() -> connections() == before + 1 && !during.isDone());

      during.get(20, TimeUnit.SECONDS);
      assertThat(connections()).isEqualTo(before + 2);
      assertThat(bus.status().publishing().reason()).isEmpty();
    }
  }

  @Test
  void a_frame_whose_size_was_changed_on_its_way_swallows_no_more_than_some_seconds()
      throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    proxy.noise(
        way ->
            (chunk, length) -> {
              // The frames of an idle client come one at a time: type, channel, size. The broker
              // goes on with its heartbeats, and takes ours for a part of what it waits for.
              if (way == FaultProxy.Way.TO_BROKER && armed.compareAndSet(true, false)) {
                chunk[4] ^= 1;
              }
            });
    Set<String> handled = ConcurrentHashMap.newKeySet();
    try (PikaBusClient bus = connect("heartbeat", "PT4S")) {
      String queue = peer.queue("silent");
      bus.consume(queue, String.class, handled::add);
      await().until(() -> bus.status().isWorking());
      int before = proxy.accepted();
      armed.set(true);
      await().until(() -> !armed.get());

      bus.send(queue, "after");

      await()
          .atMost(Duration.ofSeconds(25))
          .until(() -> proxy.accepted() > before && handled.contains("after"));
    }
  }
}
