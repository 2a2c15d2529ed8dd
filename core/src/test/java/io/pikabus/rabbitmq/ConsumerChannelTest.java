package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.TimeFormat;
import io.pikabus.thread.Threads;
import io.pikabus.thread.WorkThread;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A channel on which the broker does not answer in time. */
@Timeout(120)
@Tag("slow")
class ConsumerChannelTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final WorkThread acknowledging = new WorkThread(Threads.DAEMONS, "acknowledging");
  private final ExecutorService asking = Threads.DAEMONS.atOnce("asking");
  private final List<Delivery> arrived = new CopyOnWriteArrayList<>();
  private RawClient peer;
  private String queue;

  private final class Owner implements ConsumerChannel.Owner {
    @Override
    public void arrived(Delivery delivery) {
      arrived.add(delivery);
    }

    @Override
    public void holding(ConsumerChannel on, @Nullable String messageId, String reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void cancelled(ConsumerChannel on) {
      throw new AssertionError("cancelled");
    }
  }

  @BeforeEach
  void open() throws Exception {
    peer = new RawClient(Outage.node());
    queue = peer.queue("unanswered");
    peer.put(queue, "waits");
  }

  @AfterEach
  void close() throws Exception {
    peer.delete(queue);
    peer.close();
    asking.shutdownNow();
    acknowledging.close();
  }

  private ConsumerChannel channel() throws Exception {
    return new ConsumerChannel(
        peer.fresh(),
        queue,
        new HeaderNames("PikaBus"),
        TimeFormat.LEGACY,
        acknowledging,
        new Owner());
  }

  @Test
  void it_is_given_up_in_time_and_leaves_no_consumer_behind_when_the_answer_comes_at_last()
      throws Exception {
    ConsumerChannel late = channel();
    Outage.node().pause();
    long begin = System.nanoTime();
    try {
      assertThatThrownBy(() -> late.consume(1, Duration.ofMillis(300), asking))
          .hasCauseInstanceOf(TimeoutException.class)
          .matches(CloseReasons::isSilence);
      late.abandon(asking);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    } finally {
      Outage.node().resume();
    }

    await().atMost(PATIENCE).until(() -> !late.client().isOpen());
    // What came before the channel was closed is in the queue again, and nobody's.
    await().atMost(PATIENCE).until(() -> peer.ready(queue) == 1);
    assertThat(peer.channel().consumerCount(queue)).isZero();
    assertThat(arrived).allMatch(Delivery::isLost);
  }

  @Test
  void an_answer_in_time_is_as_good_as_without_a_limit() throws Exception {
    ConsumerChannel answered = channel();
    answered.consume(1, PATIENCE, asking);

    await().atMost(PATIENCE).until(() -> arrived.size() == 1);
    assertThat(arrived.get(0).isLost()).isFalse();
    arrived.get(0).acknowledge();
    answered.close();
    assertThat(peer.ready(queue)).isZero();
  }
}
