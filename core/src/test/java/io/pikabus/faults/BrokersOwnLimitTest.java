package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus;
import io.pikabus.PikaBusClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RabbitMQ 4 drops a message of any quorum queue after 20 returns, without a policy. */
@Tag("broker")
@Timeout(180)
@Tag("slow")
class BrokersOwnLimitTest extends ProxiedBroker {

  private static final Set<String> ALL =
      Set.copyOf(IntStream.range(0, 100).mapToObj(String::valueOf).toList());

  final String queue = Outage.unique("own-limit");
  final Set<String> handled = ConcurrentHashMap.newKeySet();

  /** Another service made the queue, without arguments of its own. */
  @BeforeEach
  void fill() throws Exception {
    peer.declare(queue, QuorumQueue.PLAIN);
    for (String text : ALL) {
      peer.put(queue, text);
    }
  }

  @Test
  void connections_cut_22_times_while_a_handler_is_at_work_lose_no_message() throws Exception {
    Semaphore permits = new Semaphore(0);
    try (PikaBusClient bus = connect("prefetch", "64")) {
      consume(bus, queue, permits, handled);
      for (int cut = 0; cut < 22; cut++) {
        int accepted = proxy.accepted();
        proxy.link("pikabus-consuming").cut(FaultProxy.Cut.RESET);
        await().until(() -> proxy.accepted() > accepted);
        await().until(() -> bus.status().consumers().get(0).state() == BusStatus.State.WORKING);
      }
      permits.release(10_000);

      awaitAll();
    }
  }

  @Test
  void a_service_that_restarts_24_times_with_a_backlog_loses_no_message() throws Exception {
    for (int restart = 0; restart < 24; restart++) {
      handleAndStop(connect("prefetch", "64"), queue, 1, handled);
    }
    try (PikaBusClient bus = connect("prefetch", "64")) {
      bus.consume(queue, String.class, handled::add);

      awaitAll();
    }
  }

  private void awaitAll() {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(handled).isEqualTo(ALL));
  }
}
