package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus;
import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.faults.FaultProxy.Way;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that is killed, is not there yet, or does not know us. */
@Timeout(90)
@Tag("slow")
class OutageFaultsTest {

  static PrivateNode node;

  @BeforeAll
  static void create() {
    node = PrivateNode.create(Path.of("target", "rabbitmq"));
  }

  @AfterAll
  static void close() {
    node.close();
  }

  private static PikaBusClient connect(String... more) {
    return Outage.connect(node, node.port(), more);
  }

  private static void assertPart(
      BusStatus.Part part, BusStatus.State state, Instant from, String reason) {
    assertThat(part.state()).isEqualTo(state);
    assertThat(part.since()).isBetween(from, Instant.now());
    assertThat(part.reason()).contains(reason);
  }

  @Test
  void the_status_tells_of_an_outage_for_the_connection_and_every_consumer() throws Exception {
    node.kill();
    Instant begin = Instant.now();
    try (PikaBusClient bus = connect("queue-type", "classic", "connection-timeout", "PT1S")) {
      bus.consume("one", String.class, text -> {});
      bus.consume("two", String.class, text -> {});
      await().until(() -> !bus.status().publishing().reason().isEmpty());
      assertPart(bus.status().publishing(), BusStatus.State.STARTING, begin, "Connect");
      assertThat(bus.status().consumers())
          .hasSize(2)
          .allSatisfy(part -> assertPart(part, BusStatus.State.STARTING, begin, "Not connected"));

      node.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> bus.status().isWorking());
      assertPart(bus.status().publishing(), BusStatus.State.WORKING, begin, "");
      assertThat(bus.status().consumers())
          .extracting(BusStatus.Part::queue)
          .containsExactly("one", "two");

      Instant killed = Instant.now();
      node.kill();
      await()
          .until(
              () ->
                  bus.status().publishing().state() == BusStatus.State.INTERRUPTED
                      && bus.status().consumers().stream()
                          .allMatch(part -> part.state() == BusStatus.State.INTERRUPTED));
      // Of the loss, or of the attempts to connect again.
      assertThat(bus.status().publishing().reason())
          .containsAnyOf("Exception", "Nothing listens at this address");
      assertPart(bus.status().publishing(), BusStatus.State.INTERRUPTED, killed, "");
      assertThat(bus.status().consumers())
          .allSatisfy(part -> assertPart(part, BusStatus.State.INTERRUPTED, killed, "Exception"));

      node.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> bus.status().isWorking());
      assertThat(bus.status().publishing().since()).isAfter(killed);
    }
  }

  @Test
  void a_failed_message_is_tried_again_after_the_broker_went_before_its_copy_was_confirmed()
      throws Exception {
    node.start();
    List<IncomingMetadata> attempts = new CopyOnWriteArrayList<>();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch killed = new CountDownLatch(1);
    try (PikaBusClient bus = connect("queue-type", "classic", "retry-delay", "PT0.1S")) {
      bus.consume(
          "failing",
          String.class,
          text -> {
            attempts.add(bus.incoming().orElseThrow());
            if (attempts.size() == 1) {
              begun.countDown();
              killed.await();
            }
            if (attempts.size() < 4) {
              throw new IllegalStateException("on purpose");
            }
          });
      bus.send("failing", "work");
      begun.await();
      node.syncDeclarations();

      node.kill();
      killed.countDown();
      node.start();

      await().atMost(Duration.ofSeconds(30)).until(() -> attempts.size() == 4);
      await().until(() -> bus.messageCount("failing") == 0);
      assertThat(attempts.stream().map(IncomingMetadata::messageId).distinct()).hasSize(1);
      // The failure before the kill left no trace; the message came back as it was.
      assertThat(attempts.get(1).redelivered()).isTrue();
      assertThat(attempts.get(3).headers()).containsEntry("PikaBus.ErrorRetries", 2);
    }
  }

  @Test
  void a_copy_whose_confirm_did_not_come_is_marked_when_it_is_sent_again() throws Exception {
    node.start();
    List<IncomingMetadata> attempts = new CopyOnWriteArrayList<>();
    try (FaultProxy proxy = new FaultProxy(node.port());
        PikaBusClient bus =
            Outage.connect(
                node,
                proxy.port(),
                "retry-delay",
                "PT0S",
                "prefetch",
                "1",
                "confirm-timeout",
                "PT1S");
        RawClient peer = new RawClient(node)) {
      String queue = peer.queue("doubted");
      await().until(() -> bus.status().isWorking());
      bus.send(queue, "work");
      bus.consume(
          queue,
          String.class,
          text -> {
            attempts.add(bus.incoming().orElseThrow());
            if (attempts.size() == 1) {
              proxy.link("pikabus-publishing").stall(Way.TO_CLIENT);
              throw new IllegalStateException("on purpose");
            }
          });
      await().until(() -> peer.ready(queue) >= 2);

      proxy.link("pikabus-publishing").flow();

      await().until(() -> attempts.size() >= 3 && bus.messageCount(queue) == 0);
      assertThat(attempts.stream().map(IncomingMetadata::messageId).distinct()).hasSize(1);
      assertThat(Outage.isMarked(attempts.get(1))).isFalse();
      assertThat(attempts.subList(2, attempts.size())).allMatch(Outage::isMarked);
    }
  }

  @Test
  void a_stranger_is_told_so_and_let_in_once_somebody_knows_him() {
    node.start();
    try (Log log = new Log();
        PikaBusClient stranger = connect("username", "newcomer", "password", "s3cret");
        PikaBusClient lost = connect("virtual-host", "elsewhere")) {
      await()
          .until(
              () ->
                  stranger.status().publishing().reason().contains("ACCESS_REFUSED")
                      && lost.status().publishing().reason().contains("elsewhere"));
      assertThat(stranger.status().publishing().state()).isEqualTo(BusStatus.State.STARTING);
      assertThat(lost.status().publishing().reason()).contains("NOT_ALLOWED");
      assertThat(log.lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .startsWith("SEVERE")
                      .contains("user 'newcomer'", "ACCESS_REFUSED", "PT30S", "Check username"))
          .anySatisfy(
              line ->
                  assertThat(line)
                      .startsWith("SEVERE")
                      .contains("virtual host 'elsewhere'", "NOT_ALLOWED", "virtual-host"))
          .noneMatch(line -> line.contains("s3cret"));

      node.control("add_user", "newcomer", "s3cret");
      node.control("set_permissions", "newcomer", ".*", ".*", ".*");
      node.control("add_vhost", "elsewhere");
      node.control("set_permissions", "-p", "elsewhere", "pikabus", ".*", ".*", ".*");

      await()
          .atMost(Duration.ofSeconds(45))
          .until(() -> stranger.status().isWorking() && lost.status().isWorking());
      assertThat(log.lines().stream().filter(line -> line.startsWith("SEVERE")))
          .as("tried rarely")
          .hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  void what_ten_threads_had_confirmed_is_there_after_a_kill_and_nothing_twice_without_a_mark()
      throws Exception {
    node.start();
    Set<String> confirmed = ConcurrentHashMap.newKeySet();
    Set<String> failed = ConcurrentHashMap.newKeySet();
    AtomicInteger sends = new AtomicInteger();
    try (PikaBusClient bus = connect()) {
      String queue;
      try (RawClient peer = new RawClient(node)) {
        queue = peer.queue("crowded");
      }
      node.syncDeclarations();
      bus.send(queue, "warm");
      List<Thread> threads = new ArrayList<>();
      for (int thread = 0; thread < 10; thread++) {
        int number = thread;
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < 200; i++) {
                    String text = number + "-" + i;
                    sends.incrementAndGet();
                    try {
                      bus.send(queue, text);
                      confirmed.add(text);
                    } catch (SendException unconfirmed) {
                      failed.add(text + " " + unconfirmed.getMessage());
                    }
                  }
                }));
      }
      threads.forEach(Thread::start);
      await().pollInterval(Duration.ofMillis(1)).until(() -> sends.get() > 700);
      node.kill();
      node.start();
      for (Thread thread : threads) {
        thread.join();
      }

      assertThat(failed).isEmpty();
      assertThat(confirmed).hasSize(2_000);
      try (RawClient peer = new RawClient(node)) {
        List<RawClient.Found> found = peer.takeAll(queue);
        assertThat(found).extracting(RawClient.Found::text).containsAll(confirmed);
        assertThat(
                found.stream()
                    .filter(each -> !each.marked())
                    .collect(Collectors.groupingBy(RawClient.Found::text, Collectors.counting()))
                    .values())
            .allMatch(count -> count == 1);
      }
    }
  }
}
