package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import io.pikabus.BusStatus.Part;
import io.pikabus.BusStatus.State;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages whose copies the broker does not take: they are kept, seen, and stop nobody. */
@Tag("broker")
@Timeout(120)
@Tag("slow")
class StuckTest {

  private static final String USER = "least";

  final PrivateNode node = Outage.node();
  final String queue = Outage.unique("stuck");
  final String errors = Outage.unique("error");
  final List<String> handled = new CopyOnWriteArrayList<>();

  RawClient peer;

  @BeforeEach
  void open() throws Exception {
    peer = new RawClient(node);
    peer.declare(queue, Map.of());
  }

  @AfterEach
  void restore() throws Exception {
    environment("max_message_size", 134_217_728);
    environment("frame_max", 131_072);
    peer.close();
  }

  private void environment(String name, int value) {
    node.set(name, value);
  }

  private PikaBusClient connect(String... more) {
    return Outage.connect(node, node.port(), with(more));
  }

  private String[] with(String... more) {
    return Stream.concat(Stream.of("error-queue", errors, "queue-type", "classic"), Stream.of(more))
        .toArray(String[]::new);
  }

  private void consume(PikaBusClient bus) {
    consume(bus, queue);
  }

  /** What is called bad fails. */
  private void consume(PikaBusClient bus, String from) {
    bus.consume(
        from,
        byte[].class,
        body -> {
          String text = new String(body, 0, Math.min(body.length, 20), StandardCharsets.UTF_8);
          handled.add(text);
          if (text.startsWith("bad")) {
            throw new IllegalStateException("on purpose");
          }
        });
  }

  private long calls(String text) {
    return Collections.frequency(handled, text);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
  }

  private static Part part(PikaBusClient bus) {
    return bus.status().consumers().get(0);
  }

  private static Part awaitStuck(PikaBusClient bus) {
    return soon().until(() -> part(bus), part -> part.state() == State.STUCK);
  }

  private static void awaitWorking(PikaBusClient bus) {
    soon().until(() -> part(bus).state() == State.WORKING);
  }

  private GetResponse failure() {
    return soon()
        .pollInSameThread()
        .ignoreExceptions()
        .until(() -> peer.fresh().basicGet(errors, true), found -> found != null);
  }

  private void fullErrorQueue() throws Exception {
    peer.declare(errors, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
    peer.put(errors, "takes all the room");
  }

  /** Takes one message only: the copy that waits for this room may come at any moment. */
  private void makeRoom() throws Exception {
    assertThat(peer.channel().basicGet(errors, true).getBody())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("takes all the room");
  }

  @Test
  void a_full_error_queue_keeps_the_message_visibly_and_the_others_go_on_until_there_is_room()
      throws Exception {
    fullErrorQueue();
    try (PikaBusClient bus = connect("max-retries", "0");
        Log log = new Log()) {
      consume(bus);
      peer.put(queue, "bad");
      peer.put(queue, "good");

      soon().until(() -> calls("good") == 1);
      Part stuck = awaitStuck(bus);
      assertThat(stuck.reason()).contains("1 message", queue, errors, "was refused");
      await().during(Duration.ofSeconds(3)).until(() -> calls("bad") == 1);
      assertThat(log.lines().stream().filter(line -> line.contains("unacknowledged"))).hasSize(3);

      makeRoom();

      assertThat(failure().getBody()).asString(StandardCharsets.UTF_8).isEqualTo("bad");
      awaitWorking(bus);
      // What is left to be said is that the queue has a limit.
      assertThat(part(bus).reason()).doesNotContain("was refused").contains("max-length 1");
      soon().until(() -> bus.messageCount(queue) == 0);
      assertThat(calls("bad")).isEqualTo(1);
    }
  }

  @Test
  void only_so_many_are_kept_and_then_the_others_wait() throws Exception {
    fullErrorQueue();
    // Ten different messages that fail in a row are the test's own, and not to pause the queue.
    try (PikaBusClient bus =
        connect("max-retries", "0", "prefetch", "8", "pause-after-failures", "0")) {
      consume(bus);
      for (int i = 0; i < 10; i++) {
        peer.put(queue, "bad" + i);
      }
      peer.put(queue, "good");

      soon().until(() -> part(bus).reason().contains("the others wait behind"));
      await().during(Duration.ofSeconds(2)).until(() -> handled.size() == 5);
      assertThat(part(bus).state()).isEqualTo(State.STUCK);

      List<String> found = new CopyOnWriteArrayList<>();
      await()
          .atMost(Duration.ofSeconds(90))
          .pollInSameThread()
          .until(
              () -> {
                peer.takeAll(errors).forEach(each -> found.add(each.text()));
                return found.size() == 11;
              });
      soon().until(() -> calls("good") == 1);
      assertThat(handled).hasSize(11);
      assertThat(found).containsAll(IntStream.range(0, 10).mapToObj(i -> "bad" + i).toList());
      awaitWorking(bus);
    }
  }

  @Test
  void with_a_prefetch_of_one_the_others_wait_until_there_is_room() throws Exception {
    fullErrorQueue();
    try (PikaBusClient bus = connect("max-retries", "0", "prefetch", "1")) {
      consume(bus);
      peer.put(queue, "bad");
      peer.put(queue, "good");

      awaitStuck(bus);
      makeRoom();

      soon().until(() -> calls("good") == 1);
      assertThat(handled).containsExactly("bad", "good");
      awaitWorking(bus);
    }
  }

  @Test
  void a_body_above_the_brokers_present_limit_is_kept_until_the_limit_is_raised() throws Exception {
    byte[] body = new byte[300_000];
    System.arraycopy("bad".getBytes(StandardCharsets.UTF_8), 0, body, 0, 3);
    peer.channel().basicPublish("", queue, null, body);
    peer.channel().waitForConfirmsOrDie(10_000);
    environment("max_message_size", 200_000);
    try (PikaBusClient bus = connect("max-retries", "1", "retry-delay", "PT0.2S")) {
      consume(bus);
      peer.put(queue, "good");

      soon().until(() -> calls("good") == 1);
      Part stuck = awaitStuck(bus);
      assertThat(stuck.reason()).contains("larger than");
      environment("max_message_size", 134_217_728);

      GetResponse failure = failure();
      assertThat(failure.getBody()).hasSize(300_000);
      assertThat(failure.getProps().getHeaders()).containsEntry("PikaBus.ErrorRetries", 2);
      awaitWorking(bus);
      assertThat(handled.stream().filter(each -> each.startsWith("bad"))).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 6_000, 7_600, 7_800, 7_900, 7_960})
  void in_small_frames_our_headers_are_cut_until_the_copy_fits(int octets) throws Exception {
    environment("frame_max", 8192);
    peer.declare(errors, Map.of());
    try (PikaBusClient bus = connect("max-retries", "1", "retry-delay", "PT0.1S");
        RawClient small = new RawClient(node)) {
      consume(bus);
      AMQP.BasicProperties large =
          new AMQP.BasicProperties.Builder()
              .headers(Map.of("large", "y".repeat(octets)))
              .deliveryMode(2)
              .build();
      small.channel().basicPublish("", queue, large, "bad".getBytes(StandardCharsets.UTF_8));
      small.channel().waitForConfirmsOrDie(10_000);
      peer.put(queue, "good");

      soon().until(() -> calls("good") == 1);
      Map<String, Object> headers = failure().getProps().getHeaders();
      assertThat(headers.get("large").toString()).hasSize(octets);
      assertThat(calls("bad")).isEqualTo(2);
      awaitWorking(bus);
      soon().until(() -> bus.messageCount(queue) == 0);
    }
  }

  @Test
  void a_queue_name_too_long_for_the_delay_queues_is_retried_in_place_and_counted()
      throws Exception {
    String longest = (Outage.unique("long") + "x".repeat(300)).substring(0, 255);
    try (PikaBusClient bus = connect("max-retries", "2", "retry-delay", "PT0.2S")) {
      consume(bus, longest);
      peer.put(longest, "bad");
      peer.put(longest, "good");

      soon().until(() -> calls("good") == 1);
      assertThat(failure().getProps().getHeaders()).containsEntry("PikaBus.ErrorRetries", 3);
      assertThat(calls("bad")).isEqualTo(3);
      soon().until(() -> bus.messageCount(longest) == 0);
      assertThat(part(bus).state()).isEqualTo(State.WORKING);
    } finally {
      peer.delete(longest);
    }
  }

  @Test
  void what_is_committed_is_not_handled_again_because_what_it_sent_has_no_place() throws Exception {
    fullErrorQueue();
    try (PikaBusClient bus = connect("flush", "after-commit", "max-retries", "0")) {
      bus.consume(
          queue,
          String.class,
          text -> {
            handled.add(text);
            if (text.equals("lost")) {
              bus.send("missing-" + queue, "answer");
            }
          });
      peer.put(queue, "lost");
      peer.put(queue, "good");

      soon().until(() -> calls("good") == 1);
      Part stuck = awaitStuck(bus);
      assertThat(stuck.reason()).contains("handled and committed", "missing-" + queue);
      await().during(Duration.ofSeconds(3)).until(() -> calls("lost") == 1);
      makeRoom();

      assertThat(failure().getBody()).asString(StandardCharsets.UTF_8).isEqualTo("answer");
      awaitWorking(bus);
      soon().until(() -> bus.messageCount(queue) == 0);
      assertThat(calls("lost")).isEqualTo(1);
    }
  }

  @Test
  void what_is_kept_when_the_bus_closes_is_still_in_its_queue() throws Exception {
    fullErrorQueue();
    try (PikaBusClient bus = connect("max-retries", "0")) {
      consume(bus);
      peer.put(queue, "bad");
      awaitStuck(bus);
    }
    soon().until(() -> peer.ready(queue) == 1);
    assertThat(peer.ready(errors)).isEqualTo(1);
  }

  @Test
  void where_delay_queues_may_not_be_declared_a_deferral_is_refused_and_retries_are_in_place()
      throws Exception {
    Outage.deleteDelayQueues(node, peer);
    try (PikaBusClient bus =
        least("^(?!PikaBusDelay).*", "max-retries", "2", "retry-delay", "PT0.2S")) {
      consume(bus);
      peer.put(queue, "bad");
      peer.put(queue, "good");

      SendException refused =
          catchThrowableOfType(
              SendException.class, () -> bus.defer(queue, "later", Duration.ofMinutes(5)));

      assertThat(refused.outcome())
          .isInstanceOfSatisfying(
              SendOutcome.Refused.class,
              outcome -> assertThat(outcome.reason()).contains("delay queues", "ACCESS_REFUSED"));
      soon().until(() -> calls("good") == 1);
      assertThat(failure().getProps().getHeaders()).containsEntry("PikaBus.ErrorRetries", 3);
      assertThat(calls("bad")).isEqualTo(3);
    }
  }

  @Test
  void an_error_queue_that_is_forbidden_keeps_the_message_visibly_and_the_others_go_on()
      throws Exception {
    try (PikaBusClient bus = least("^(?!error-).*", "max-retries", "0")) {
      consume(bus);
      peer.put(queue, "bad");
      peer.put(queue, "good");

      soon().until(() -> calls("good") == 1);
      assertThat(awaitStuck(bus).reason()).contains("ACCESS_REFUSED", errors);
      node.control("set_permissions", USER, ".*", ".*", ".*");

      assertThat(failure().getBody()).asString(StandardCharsets.UTF_8).isEqualTo("bad");
      awaitWorking(bus);
    }
  }

  /** Connects as somebody who may declare only what the pattern says. */
  private PikaBusClient least(String pattern, String... more) {
    String users = node.control("list_users");
    if (!users.contains(USER)) {
      node.control("add_user", USER, "secret");
    }
    node.control("set_permissions", USER, pattern, ".*", ".*");
    Map<String, String> settings = Outage.settings(node, node.port());
    settings.put("username", USER);
    settings.put("password", "secret");
    String[] all = with(more);
    for (int i = 0; i < all.length; i += 2) {
      settings.put(all[i], all[i + 1]);
    }
    return PikaBus.connect(settings);
  }
}
