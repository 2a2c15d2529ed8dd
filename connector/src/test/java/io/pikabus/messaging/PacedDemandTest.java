package io.pikabus.messaging;

import static io.pikabus.messaging.PacedDemand.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.SettingsReader;
import io.pikabus.thread.Threads;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Subscription;

/** A source that never waits is asked for what the broker takes, and not by whoever deploys. */
class PacedDemandTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ClassLoader module = new ClassLoader(null) {};
  private final PacedDemand demand = new PacedDemand("ticks", module, Threads.DAEMONS);
  private final Asked asked = new Asked();

  @AfterEach
  void stop() {
    demand.stop();
    WebModules.stopping(module);
  }

  private void startModule() {
    WebModules.started(module, Runnable::run);
    demand.tryToStart();
  }

  @Test
  void nothing_is_asked_before_the_module_is_up_and_never_by_the_caller() {
    demand.begin(asked);
    demand.settled(true);
    assertThat(asked.counts).isEmpty();
    startModule();
    await().atMost(PATIENCE).until(() -> asked.counts.equals(List.of((long) WINDOW)));
    assertThat(asked.threads).containsExactly("pikabus-source-ticks");
  }

  @Test
  void one_more_is_asked_for_each_that_is_settled() {
    startModule();
    demand.begin(asked);
    demand.settled(true);
    demand.settled(true);
    await().atMost(PATIENCE).until(() -> asked.counts.equals(List.of((long) WINDOW, 1L, 1L)));
  }

  @Test
  void stopping_cancels_the_source_and_interrupts_it() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Asked source =
        new Asked() {
          @Override
          public void request(long count) {
            waiting.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException expected) {
              interrupted.countDown();
            }
          }
        };
    startModule();
    demand.begin(source);
    waiting.await();
    assertThat(demand.worksIn(module)).isTrue();
    demand.stop();
    await().atMost(PATIENCE).until(() -> interrupted.getCount() == 0);
    assertThat(source.cancelled).hasValue(1);
    demand.settled(true);
    assertThat(source.counts).isEmpty();
  }

  @Test
  void stopped_before_its_module_is_up_it_never_begins() {
    demand.begin(asked);
    demand.stop();
    startModule();
    assertThat(asked.counts).isEmpty();
    assertThat(asked.cancelled).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({"0,PT0S", "1,PT0.1S", "2,PT0.2S", "5,PT1.6S", "9,PT25.6S", "10,PT30S", "900,PT30S"})
  void pauses_grow_with_the_failures_and_have_an_end(int failures, Duration pause) {
    assertThat(PacedDemand.pause(failures)).isEqualTo(pause);
  }

  /** Endless, as the runtime makes it of a method: as many calls as are asked for. */
  @Test
  void an_endless_source_sends_what_is_confirmed_and_no_more_than_a_window_ahead()
      throws Exception {
    try (SharedRuntime shared = new SharedRuntime()) {
      SettingsReader reader = new SettingsReader();
      OutgoingSettings settings =
          reader.outgoing(shared.source(Map.of("topic", "paced", "mandatory", "false")));
      reader.throwFaults();
      OutgoingChannel channel =
          new OutgoingChannel("ticks", settings, shared.runtime.engine(), demand);
      AtomicInteger made = new AtomicInteger();
      AtomicInteger acknowledged = new AtomicInteger();
      AtomicInteger ahead = new AtomicInteger();
      channel.onSubscribe(
          new Subscription() {
            @Override
            public void request(long count) {
              for (long i = 0; i < count; i++) {
                int most = made.incrementAndGet() - acknowledged.get();
                ahead.accumulateAndGet(most, Math::max);
                channel.onNext(
                    Message.of(
                        "tick",
                        () -> {
                          acknowledged.incrementAndGet();
                          return CompletableFuture.completedFuture(null);
                        }));
              }
            }

            @Override
            public void cancel() {
              // It stops with the demand.
            }
          });
      assertThat(made).hasValue(0);
      startModule();
      await().atMost(PATIENCE).until(() -> acknowledged.get() > 10 * WINDOW);
      demand.stop();
      assertThat(ahead.get()).isPositive().isLessThanOrEqualTo(WINDOW);
    }
  }

  /** Notes what is asked, and by whom. */
  private static class Asked implements Subscription {
    final List<Long> counts = new CopyOnWriteArrayList<>();
    final List<String> threads = new CopyOnWriteArrayList<>();
    final AtomicInteger cancelled = new AtomicInteger();

    @Override
    public void request(long count) {
      threads.add(Thread.currentThread().getName());
      counts.add(count);
    }

    @Override
    public void cancel() {
      cancelled.incrementAndGet();
    }
  }
}
