package io.pikabus.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RunningWorkTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CountDownLatch never = new CountDownLatch(1);
  private final AtomicBoolean interrupted = new AtomicBoolean();

  private void waitForEver() {
    try {
      never.await();
    } catch (InterruptedException asked) {
      interrupted.set(true);
    }
  }

  @Test
  void it_is_interrupted_and_waited_for() throws Exception {
    RunningWork work = Threads.DAEMONS.start("of-the-test", this::waitForEver);
    assertThat(work.awaitEnd(Duration.ZERO)).isFalse();
    work.interrupt();
    assertThat(work.awaitEnd(PATIENCE)).isTrue();
    assertThat(interrupted).isTrue();
  }

  @Test
  void it_is_interrupted_though_its_thread_has_not_begun() throws Exception {
    RunningWork work = new RunningWork(this::waitForEver);
    work.interrupt();
    Threads.DAEMONS.named("late").newThread(work).start();
    assertThat(work.awaitEnd(PATIENCE)).isTrue();
    assertThat(interrupted).isTrue();
  }

  @Test
  void what_its_thread_does_afterwards_is_not_interrupted() {
    RunningWork work = new RunningWork(() -> {});
    work.run();
    work.interrupt();
    assertThat(Thread.interrupted()).isFalse();
  }
}
