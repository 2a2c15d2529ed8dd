package io.pikabus.resource.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.resource.SmallContainer;
import io.pikabus.thread.RunningWork;
import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContextProvider;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkRejectedException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threads of a container's work manager. */
class WorkManagerThreadsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AtomicReference<Work> given = new AtomicReference<>();
  private volatile boolean full;

  private final SmallContainer container =
      new SmallContainer() {
        private static final long serialVersionUID = 1;

        @Override
        public long startWork(
            Work work, long timeout, ExecutionContext context, WorkListener listener)
            throws WorkRejectedException {
          given.set(work);
          if (full) {
            throw new WorkRejectedException("no thread is free");
          }
          return super.startWork(work, timeout, context, listener);
        }
      };

  private final WorkManagerThreads threads = new WorkManagerThreads(container);

  @AfterEach
  void end() {
    container.close();
  }

  @Test
  void work_is_done_on_a_thread_of_the_container_which_goes_back() throws Exception {
    AtomicReference<String> worker = new AtomicReference<>();
    ExecutorService executor = threads.inOrder("pikabus-test");
    executor.submit(() -> worker.set(Thread.currentThread().getName())).get();
    assertThat(worker.get()).isEqualTo("container");
    assertThat(container.busy()).isOne();
    executor.shutdown();
    await().atMost(PATIENCE).until(() -> container.busy() == 0);
  }

  @Test
  void it_says_that_it_runs_long_and_what_it_is() {
    threads.start("pikabus-test", () -> {});
    assertThat(
            ((HintsContext) ((WorkContextProvider) given.get()).getWorkContexts().get(0))
                .getHints())
        .containsEntry(HintsContext.LONGRUNNING_HINT, true)
        .containsEntry(HintsContext.NAME_HINT, "pikabus-test");
  }

  @Test
  void an_interrupt_reaches_the_work_and_not_what_the_thread_does_after_it() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean heard = new AtomicBoolean();
    RunningWork running =
        threads.start(
            "pikabus-test",
            () -> {
              begun.countDown();
              try {
                TimeUnit.MINUTES.sleep(1);
              } catch (InterruptedException interrupted) {
                heard.set(true);
                // As an executor's worker does.
                Thread.currentThread().interrupt();
              }
            });
    begun.await();
    running.interrupt();
    assertThat(running.awaitEnd(PATIENCE)).isTrue();
    assertThat(heard).isTrue();
    await().atMost(PATIENCE).until(() -> container.busy() == 0);
    assertThat(container.leftInterrupted()).isZero();
  }

  @Test
  void a_container_that_stops_ends_the_work() throws Exception {
    RunningWork running =
        threads.start(
            "pikabus-test",
            () -> {
              try {
                TimeUnit.MINUTES.sleep(1);
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
            });
    given.get().release();
    assertThat(running.awaitEnd(PATIENCE)).isTrue();
  }

  @Test
  void a_container_without_a_free_thread_keeps_nothing_from_being_done() throws Exception {
    full = true;
    AtomicReference<String> worker = new AtomicReference<>();
    RunningWork running =
        threads.start("pikabus-test", () -> worker.set(Thread.currentThread().getName()));
    assertThat(running.awaitEnd(PATIENCE)).isTrue();
    assertThat(worker.get()).isEqualTo("pikabus-test");
    assertThat(container.busy()).isZero();
  }

  @Test
  void a_thread_that_the_container_finds_too_late_has_nothing_to_do() throws Exception {
    full = true;
    AtomicInteger times = new AtomicInteger();
    assertThat(threads.start("pikabus-test", times::incrementAndGet).awaitEnd(PATIENCE)).isTrue();
    given.get().run();
    assertThat(times).hasValue(1);
  }
}
