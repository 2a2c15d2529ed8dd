package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus.Part;
import io.pikabus.BusStatus.State;
import io.pikabus.PikaBusClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody pauses a queue and resumes it while the service runs. */
@Timeout(120)
@Tag("slow")
class PausedByHandTest extends ProxiedBroker {

  private static final int COUNT = 50;

  final String queue = Outage.unique("paused");
  final List<String> handled = new CopyOnWriteArrayList<>();
  final Semaphore permits = new Semaphore(0);
  final AtomicInteger working = new AtomicInteger();

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).toList();
  }

  private void put(Map<String, Object> arguments) throws Exception {
    peer.declare(queue, arguments);
    for (String each : numbers(0, COUNT)) {
      peer.put(queue, each);
    }
  }

  private void consume(PikaBusClient bus) {
    bus.consume(
        queue,
        String.class,
        text -> {
          working.incrementAndGet();
          permits.acquire();
          handled.add(text);
          working.decrementAndGet();
        });
  }

  private static Part part(PikaBusClient bus) {
    return bus.status().consumers().get(0);
  }

  private void awaitReady(int messages) {
    await().atMost(Duration.ofSeconds(30)).until(() -> peer.ready(queue) == messages);
  }

  @Test
  void what_is_in_hand_is_finished_and_the_rest_waits_in_order() throws Exception {
    put(Map.of());
    try (PikaBusClient bus = connect("prefetch", "10")) {
      consume(bus);
      permits.release(12);
      await().until(() -> handled.size() == 12 && working.get() == 1);

      bus.pause(queue, "the tax tables change");

      assertThat(part(bus).state()).isEqualTo(State.PAUSED);
      assertThat(part(bus).reason()).isEqualTo("the tax tables change");
      assertThat(part(bus).nextAttempt()).isNull();
      permits.release(1);
      await().until(() -> handled.size() == 13 && working.get() == 0);

      // A cut ends no pause.
      int accepted = proxy.accepted();
      proxy.link("pikabus-consuming").cut(FaultProxy.Cut.RESET);
      await().until(() -> proxy.accepted() > accepted);
      await().until(() -> part(bus).state() == State.PAUSED);
      awaitReady(COUNT - 13);
      assertThat(handled).containsExactlyElementsOf(numbers(0, 13));

      permits.release(COUNT);
      bus.resume(queue);
      await().until(() -> handled.size() == COUNT);
      assertThat(handled).containsExactlyElementsOf(numbers(0, COUNT));
      assertThat(part(bus).state()).isEqualTo(State.WORKING);
    }
  }

  @Test
  void pausing_often_brings_no_message_to_its_delivery_limit() throws Exception {
    put(QuorumQueue.limited(3));
    try (PikaBusClient bus = connect("prefetch", "20")) {
      consume(bus);
      for (int i = 0; i < 10; i++) {
        int done = handled.size();
        permits.release(2);
        await().until(() -> handled.size() >= done + 2);
        bus.pause(queue, "again");
        await()
            .until(
                () -> {
                  // One in hand, and perhaps one that came into hand at that moment.
                  permits.release(working.get());
                  return working.get() == 0;
                });
        permits.drainPermits();
        bus.resume(queue);
      }
      permits.release(COUNT);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(handled).containsExactlyElementsOf(numbers(0, COUNT)));
    }
  }

  /** The first message comes into hand when the pause has just begun, while the queue is polled. */
  @Test
  void a_long_pause_counts_no_deliveries_of_a_queue_with_a_single_active_consumer()
      throws Exception {
    peer.declare(
        queue,
        Map.of("x-queue-type", "quorum", "x-delivery-limit", 3, "x-single-active-consumer", true));
    try (PikaBusClient bus = connect("queue-arguments", "single-active-consumer=true")) {
      consume(bus);
      await().until(() -> part(bus).state() == State.WORKING);
      permits.release(COUNT);

      bus.pause(queue, "for long");
      for (String each : numbers(0, COUNT)) {
        peer.put(queue, each);
      }
      // Longer than a pause may last before what waits is left to others.
      await()
          .during(Duration.ofSeconds(14))
          .atMost(Duration.ofSeconds(20))
          .until(() -> handled.isEmpty());
      awaitReady(COUNT);

      bus.resume(queue);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(handled).containsExactlyElementsOf(numbers(0, COUNT)));
    }
  }

  @Test
  void another_service_handles_what_waited_here_for_long() throws Exception {
    put(Map.of());
    try (PikaBusClient paused = connect("prefetch", "20");
        PikaBusClient other = connect()) {
      consume(paused);
      permits.release(5);
      await().until(() -> handled.size() == 5 && working.get() == 1);
      paused.pause(queue, "this node only");
      permits.release(1);
      awaitReady(COUNT - 6);

      permits.release(COUNT);
      consume(other);
      await().until(() -> handled.size() == COUNT);
      assertThat(part(paused).state()).isEqualTo(State.PAUSED);
    }
  }

  @Test
  void a_name_that_is_unknown_is_refused_with_those_that_are_known() throws Exception {
    try (PikaBusClient bus = connect()) {
      assertThatThrownBy(() -> bus.pause("nothing", "why"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'nothing'")
          .hasMessageContaining("There is none");
      permits.release(1);
      consume(bus);
      assertThatThrownBy(() -> bus.resume("other"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(queue);
      bus.resume(queue);
      assertThat(part(bus).state()).isEqualTo(State.WORKING);
    }
  }
}
