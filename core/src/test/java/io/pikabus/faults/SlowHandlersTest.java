package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus;
import io.pikabus.PikaBusClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The broker closes a channel on which a delivery waits too long for its acknowledgement. */
@Timeout(180)
@Tag("slow")
class SlowHandlersTest extends ProxiedBroker {

  @BeforeEach
  void limitTime() throws Exception {
    node.control(
        "eval",
        "application:set_env(rabbit, consumer_timeout, 10000),"
            + " application:set_env(rabbit, channel_tick_interval, 500).");
  }

  @AfterEach
  void restoreTime() throws Exception {
    node.control(
        "eval",
        "application:set_env(rabbit, consumer_timeout, 1800000),"
            + " application:set_env(rabbit, channel_tick_interval, 60000).");
  }

  static Stream<Arguments> paces() {
    return Stream.of(
        Arguments.of("slow from the beginning", 20, 0, Duration.ofSeconds(1)),
        Arguments.of("slow after many quick ones", 320, 300, Duration.ofSeconds(1)),
        Arguments.of("very slow after many quick ones", 304, 300, Duration.ofSeconds(7)));
  }

  @Test
  void a_message_that_is_kept_does_not_take_the_only_place_of_a_slow_handler() throws Exception {
    String queue = peer.queue("kept");
    String errors = Outage.unique("errors");
    peer.declare(errors, Map.of("x-max-length", 0, "x-overflow", "reject-publish"));
    peer.put(queue, "bad");
    peer.put(queue, "good");
    List<String> handled = new CopyOnWriteArrayList<>();
    CountDownLatch never = new CountDownLatch(1);
    try (PikaBusClient bus = connect("error-queue", errors, "max-retries", "0")) {
      bus.consume(
          queue,
          String.class,
          text -> {
            assertThat(never.await(2500, TimeUnit.MILLISECONDS)).isFalse();
            if (text.equals("bad")) {
              throw new IllegalStateException("Not today.");
            }
            handled.add(text);
          });

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(handled).containsExactly("good"));
      assertThat(bus.status().consumers().get(0).state()).isEqualTo(BusStatus.State.STUCK);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("paces")
  void no_message_waits_longer_than_the_broker_does(
      String what, int count, int quick, Duration pace) throws Exception {
    String queue = peer.queue("slow");
    for (int i = 0; i < count; i++) {
      peer.put(queue, String.valueOf(i));
    }
    List<String> handled = new CopyOnWriteArrayList<>();
    List<String> interruptions = new CopyOnWriteArrayList<>();
    CountDownLatch never = new CountDownLatch(1);
    try (PikaBusClient bus = connect("prefetch", "64")) {
      bus.consume(
          queue,
          String.class,
          text -> {
            if (Integer.parseInt(text) >= quick) {
              assertThat(never.await(pace.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
            }
            handled.add(text);
          });
      await()
          .atMost(Duration.ofSeconds(120))
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                BusStatus.Part part = bus.status().consumers().get(0);
                if (part.state() == BusStatus.State.INTERRUPTED) {
                  interruptions.add(part.reason());
                }
                return handled.size() >= count && bus.messageCount(queue) == 0;
              });
    }

    assertThat(interruptions).isEmpty();
    assertThat(handled).isEqualTo(IntStream.range(0, count).mapToObj(String::valueOf).toList());
    assertThat(peer.ready(queue)).isZero();
  }
}
