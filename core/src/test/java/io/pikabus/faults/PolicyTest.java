package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBusClient;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Delays under the policies of an administrator who had other queues in mind. */
@Tag("broker")
@Timeout(150)
@Tag("slow")
class PolicyTest {

  static final PrivateNode node = PrivateNode.create(Path.of("target", "rabbitmq"));

  final String queue = Outage.unique("policy");
  FaultProxy proxy;
  RawClient peer;

  @BeforeAll
  static void start() {
    node.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void open() throws Exception {
    proxy = new FaultProxy(node.port());
    peer = new RawClient(node);
  }

  @AfterEach
  void close() throws Exception {
    Outage.deleteDelayQueues(node, peer);
    if (node.control("list_policies").contains("all")) {
      node.control("clear_policy", "all");
    }
    peer.close();
    proxy.close();
  }

  private void policy(String definition) {
    node.control("set_policy", "all", ".*", definition, "--apply-to", "queues");
  }

  private PikaBusClient connect() {
    return Outage.connect(node, proxy.port(), "queue-type", "classic");
  }

  @Test
  void cut_connections_neither_lose_a_delayed_message_nor_deliver_it_early() throws Exception {
    policy("{\"delivery-limit\":3}");
    int count = 200;
    ConcurrentMap<String, Long> came = new ConcurrentHashMap<>();
    try (PikaBusClient bus = connect()) {
      bus.consume(queue, String.class, text -> came.put(text, System.currentTimeMillis()));
      long due = System.currentTimeMillis() + 50_000; // Each cut takes seconds.
      for (int i = 0; i < count; i++) {
        bus.defer(queue, String.valueOf(i), Duration.ofMillis(due - System.currentTimeMillis()));
      }
      int cuts = 0;
      for (; cuts < 8 && System.currentTimeMillis() < due - 3000; cuts++) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> held() >= count || System.currentTimeMillis() >= due);
        int accepted = proxy.accepted();
        proxy.cutAll(FaultProxy.Cut.RESET);
        await().until(() -> proxy.accepted() >= accepted + 2);
      }

      assertThat(cuts).as("more than the limit").isGreaterThan(3);
      await().atMost(Duration.ofSeconds(60)).until(() -> came.size() == count);
      assertThat(came.values()).allSatisfy(at -> assertThat(at).isGreaterThanOrEqualTo(due));
    }
    assertThat(came.keySet())
        .isEqualTo(Set.copyOf(IntStream.range(0, count).mapToObj(String::valueOf).toList()));
  }

  private static int held() {
    return count("PikaBusDelayShort", "messages_unacknowledged");
  }

  /** A queue's own count reaches the list with a delay of seconds. */
  private static int count(String queue, String what) {
    return node.control("list_queues", "name", what)
        .lines()
        .filter(line -> line.startsWith(queue + "\t"))
        .mapToInt(line -> Integer.parseInt(line.split("\t")[1]))
        .sum();
  }

  @Test
  void queues_that_expire_unused_do_not_while_a_service_delays_by_them() throws Exception {
    policy("{\"expires\":3000}");
    try (PikaBusClient bus = connect()) {
      bus.defer(queue, "much later", Duration.ofSeconds(400));
      long begin = System.nanoTime();

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> System.nanoTime() - begin > Duration.ofSeconds(10).toNanos());

      assertThat(count("PikaBusDelay07", "messages")).isPositive();
      assertThat(bus.status().publishing().reason()).isEmpty();
    }
  }

  @Test
  void a_delay_queue_that_was_deleted_is_declared_again_and_the_status_says_so() throws Exception {
    try (PikaBusClient bus = connect()) {
      bus.defer(queue, "first", Duration.ofSeconds(700));
      peer.delete("PikaBusDelay08");

      bus.defer(queue, "second", Duration.ofSeconds(700));

      await().until(() -> count("PikaBusDelay08", "messages") == 1);
      assertThat(bus.status().publishing().reason()).contains("delay queue was deleted", "expires");
    }
  }

  @Test
  void messages_that_a_policy_lets_go_early_wait_on_and_the_status_says_so() throws Exception {
    policy("{\"message-ttl\":4000}");
    peer.declare(queue, Map.of());
    try (PikaBusClient bus = connect()) {
      for (int i = 0; i < 5; i++) {
        bus.defer(queue, "much later", Duration.ofSeconds(400));
      }

      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !bus.status().publishing().reason().isEmpty());

      assertThat(bus.status().publishing().reason()).contains("message-ttl");
      assertThat(bus.status().isWorking()).isTrue();
      assertThat(peer.ready(queue)).isZero();
    }
  }
}
