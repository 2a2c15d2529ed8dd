package io.pikabus.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.faults.Log;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkThreadTest {

  private static final Duration SOON = Duration.ofMillis(5);

  private final WorkThread thread = new WorkThread(Threads.DAEMONS, "of-the-test");
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    thread.close();
  }

  @Test
  void work_is_done_in_order_on_one_thread_of_that_name() {
    for (int number = 0; number < 100; number++) {
      String name = "work " + number + " on ";
      thread.execute(() -> done.add(name + Thread.currentThread().getName()));
    }

    await().until(() -> done.size() == 100);
    for (int number = 0; number < 100; number++) {
      assertThat(done.get(number)).isEqualTo("work " + number + " on of-the-test");
    }
  }

  @Test
  void whatever_is_thrown_ends_nothing_and_is_told_once_a_minute() {
    AtomicInteger times = new AtomicInteger();
    try (Log log = new Log()) {
      thread.every(
          SOON,
          () -> {
            times.incrementAndGet();
            throw new NoClassDefFoundError("lost/Class");
          });
      await().until(() -> times.get() > 20);
      thread.execute(() -> done.add("still here"));
      await().until(() -> done.contains("still here"));

      assertThat(log.lines()).filteredOn(line -> line.contains("of-the-test failed")).hasSize(1);
    }
  }

  @Test
  void what_was_cancelled_is_not_done() {
    Future<?> cancelled = thread.later(Duration.ofMillis(50), () -> done.add("cancelled"));
    thread.later(Duration.ofMillis(100), () -> done.add("after it"));

    assertThat(cancelled.cancel(false)).isTrue();

    await().until(() -> done.contains("after it"));
    assertThat(done).containsExactly("after it");
  }

  @Test
  void after_its_end_nothing_is_done_and_whoever_asks_learns_it() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    thread.execute(
        () -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException ended) {
            interrupted.countDown();
          }
        });
    thread.execute(() -> done.add("never"));
    assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();

    thread.close();

    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(thread.later(Duration.ZERO, () -> done.add("too late"))).isNull();
    thread.execute(() -> done.add("too late"));
    thread.every(SOON, () -> done.add("too late"));
    assertThat(done).isEmpty();
  }
}
