package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.pikabus.BusStatus;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.fixtures.machine.OtherJvm;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quorum queues whose policy gives a message up after a few deliveries. */
@Tag("broker")
@Timeout(120)
@Tag("slow")
class DeliveryLimitTest extends ProxiedBroker {

  private static final int COUNT = 100;

  final String queue = Outage.unique("limited");
  final String errors = Outage.unique("limited-errors");

  @AfterEach
  void deletePolicy() throws Exception {
    node.control("eval", "rabbit_policy:delete(<<\"/\">>, <<\"" + queue + "\">>, <<\"test\">>).");
  }

  private void limit(int deliveries) {
    node.control(
        "set_policy",
        queue,
        "^" + queue + "$",
        "{\"delivery-limit\":" + deliveries + "}",
        "--apply-to",
        "queues");
  }

  @Override
  PikaBusClient connect(String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(List.of("error-queue", errors));
    return super.connect(all.toArray(new String[0]));
  }

  /** Another service, or an older version, made it. */
  private void existing(int messages) throws Exception {
    peer.declare(queue, QuorumQueue.PLAIN);
    for (int i = 0; i < messages; i++) {
      peer.put(queue, String.valueOf(i));
    }
  }

  private static Set<String> numbers(int count) {
    return Set.copyOf(IntStream.range(0, count).mapToObj(String::valueOf).toList());
  }

  private void cut(PikaBus bus) {
    int accepted = proxy.accepted();
    proxy.link("pikabus-consuming").cut(FaultProxy.Cut.RESET);
    await().until(() -> proxy.accepted() > accepted);
    await().until(() -> bus.status().consumers().get(0).state() == BusStatus.State.WORKING);
  }

  private void assertNoErrors() throws Exception {
    assertThat(node.control("list_queues", "name").lines()).doesNotContain(errors);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 20})
  void while_a_handler_is_at_work_cut_connections_lose_no_message_behind_it(int deliveries)
      throws Exception {
    existing(COUNT);
    limit(deliveries);
    Set<String> handled = ConcurrentHashMap.newKeySet();
    Semaphore permits = new Semaphore(0);
    try (PikaBusClient bus = connect()) {
      consume(bus, queue, permits, handled);
      for (int cut = 0; cut < deliveries + 2; cut++) {
        cut(bus);
      }
      permits.release(10 * COUNT);

      await().untilAsserted(() -> assertThat(handled).isEqualTo(numbers(COUNT)));
    }
    assertNoErrors();
  }

  @Test
  void a_message_whose_every_handling_is_cut_off_by_the_network_is_handled_and_no_error()
      throws Exception {
    existing(3);
    limit(3);
    List<String> handled = new CopyOnWriteArrayList<>();
    try (PikaBusClient bus = connect()) {
      bus.consume(
          queue,
          String.class,
          text -> {
            handled.add(text);
            if (handled.size() <= 12) {
              int accepted = proxy.accepted();
              proxy.link("pikabus-consuming").cut(FaultProxy.Cut.FINISH);
              await().until(() -> proxy.accepted() > accepted);
            }
          });

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(Set.copyOf(handled)).isEqualTo(numbers(3)));
      await().until(() -> peer.ready(queue) == 0);
    }
    assertThat(peer.takeAll(queue)).isEmpty();
    assertNoErrors();
  }

  @Test
  void services_that_come_and_go_while_messages_wait_lose_none() throws Exception {
    existing(COUNT);
    limit(3);
    Set<String> handled = ConcurrentHashMap.newKeySet();
    for (int restart = 0; restart < 8; restart++) {
      handleAndStop(connect(), queue, 2, handled);
    }
    try (PikaBusClient bus = connect()) {
      bus.consume(queue, String.class, handled::add);
      await().untilAsserted(() -> assertThat(handled).isEqualTo(numbers(COUNT)));
    }
    assertNoErrors();
  }

  @Test
  void messages_that_others_let_the_broker_count_are_handled_and_no_error() throws Exception {
    existing(COUNT);
    limit(20);
    for (int round = 0; round < 15; round++) {
      Channel other = peer.fresh();
      AtomicInteger taken = new AtomicInteger();
      other.basicConsume(queue, false, (tag, message) -> taken.incrementAndGet(), tag -> {});
      await().until(() -> taken.get() == COUNT);
      other.close();
      await().until(() -> peer.ready(queue) == COUNT);
    }
    Set<String> handled = ConcurrentHashMap.newKeySet();
    try (PikaBusClient bus = connect("max-deliveries", "4")) {
      bus.consume(queue, String.class, handled::add);
      for (int cut = 0; cut < 4; cut++) {
        cut(bus);
      }

      await().untilAsserted(() -> assertThat(handled).isEqualTo(numbers(COUNT)));
    }
    assertNoErrors();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 20})
  void a_message_that_kills_its_process_ends_in_the_error_queue_and_its_neighbours_do_not(
      int deliveries) throws Exception {
    peer.declare(queue, QuorumQueue.PLAIN);
    limit(deliveries);
    peer.declare(queue + "-done", Map.of());
    peer.declare(errors, Map.of());
    peer.put(queue, "first");
    peer.put(queue, "killer");
    for (int i = 0; i < COUNT; i++) {
      peer.put(queue, String.valueOf(i));
    }
    peer.put(queue, "last");
    int killed = 0;
    Process service = start();
    while (peer.ready(errors) == 0 && killed < 20) {
      if (service.waitFor(1, TimeUnit.SECONDS)) {
        assertThat(service.exitValue()).isEqualTo(Mortal.KILLED);
        killed++;
        service = start();
      }
    }
    await().until(() -> peer.ready(queue + "-done") > 0);
    // Those in its hands would come back.
    await().atMost(Duration.ofSeconds(30)).until(() -> listed(queue, "messages") == 0);
    service.destroyForcibly().waitFor();

    assertThat(killed).isEqualTo(6);
    GetResponse given = peer.channel().basicGet(errors, true);
    assertThat(new String(given.getBody())).isEqualTo("killer");
    assertThat(given.getProps().getHeaders().get("PikaBus.ErrorDetails").toString())
        .contains("delivered 6 times", queue);
    assertThat(given.getProps().getHeaders())
        .doesNotContainKeys("x-delivery-count", "x-pikabus-deliveries");
    assertThat(peer.ready(errors)).isZero();
    assertThat(peer.takeAll(queue)).isEmpty();
  }

  private Process start() throws Exception {
    String[] user = node.uri().getUserInfo().split(":", 2);
    return OtherJvm.running(
            Mortal.class, String.valueOf(node.port()), user[0], user[1], queue, errors)
        .redirectErrorStream(true)
        .redirectOutput(new File("target", queue + ".log"))
        .start();
  }

  @Test
  void what_a_queue_of_ours_gives_up_after_all_lies_in_the_error_queue() throws Exception {
    try (PikaBusClient bus = connect()) {
      bus.consume(queue, String.class, text -> {}).close();
    }
    limit(0);
    peer.put(queue, "given up");

    Channel other = peer.fresh();
    GetResponse taken = other.basicGet(queue, false);
    other.basicReject(taken.getEnvelope().getDeliveryTag(), true);

    await().until(() -> peer.ready(errors) == 1);
    assertThat(peer.takeAll(errors)).extracting(RawClient.Found::text).containsExactly("given up");
  }
}
