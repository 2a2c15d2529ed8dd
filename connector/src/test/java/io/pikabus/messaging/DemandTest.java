package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10) // seconds
class DemandTest {

  private final Demand demand = new Demand();

  /** Waits on a thread of its own; returns when it is known to wait. */
  private Waiting waiting() {
    return new Waiting(demand::await);
  }

  private static final class Waiting {
    private final FutureTask<Boolean> result;
    private final Thread thread;

    Waiting(Callable<Boolean> call) {
      result = new FutureTask<>(call);
      thread = new Thread(result, "waiting");
      thread.start();
      await().until(() -> thread.getState() == Thread.State.WAITING);
    }

    boolean get() throws Exception {
      return result.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void demand_that_is_there_is_not_waited_for() throws InterruptedException {
    demand.add(1);
    assertThat(demand.await()).isTrue();
  }

  @Test
  void waiting_does_not_use_it_up() throws InterruptedException {
    demand.add(1);
    demand.await();
    assertThat(demand.await()).isTrue();
  }

  @Test
  void what_is_used_up_is_waited_for_until_more_comes() throws Exception {
    demand.add(2);
    demand.use();
    assertThat(demand.await()).isTrue();
    demand.use();
    Waiting waiting = waiting();
    demand.add(1);
    assertThat(waiting.get()).isTrue();
  }

  @Test
  void the_end_wakes_whoever_waits() throws Exception {
    Waiting waiting = waiting();
    demand.end();
    assertThat(waiting.get()).isFalse();
  }

  @Test
  void after_the_end_demand_that_is_left_counts_no_more() throws InterruptedException {
    demand.add(5);
    demand.end();
    demand.add(1);
    assertThat(demand.await()).isFalse();
  }

  @Test
  void demand_without_bound_is_never_used_up() throws InterruptedException {
    demand.add(Long.MAX_VALUE);
    demand.use();
    demand.add(Long.MAX_VALUE);
    demand.use();
    assertThat(demand.await()).isTrue();
  }

  @Test
  void demands_that_add_up_past_the_largest_number_are_without_bound() throws InterruptedException {
    demand.add(Long.MAX_VALUE - 1);
    demand.add(5);
    demand.use();
    // A sum that had wrapped around would be zero now.
    demand.add(Long.MAX_VALUE - 1);
    assertThat(demand.await()).isTrue();
  }

  @Test
  void an_interrupt_ends_the_waiting_and_not_the_demand() throws Exception {
    Waiting interrupted = waiting();
    interrupted.thread.interrupt();
    assertThat(interrupted.result)
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(InterruptedException.class);
    demand.add(1);
    assertThat(demand.await()).isTrue();
  }
}
