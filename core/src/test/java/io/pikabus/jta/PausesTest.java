package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus.State;
import io.pikabus.faults.QuorumQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What pauses a lane beside a database, and what does not. */
@Timeout(180)
@Tag("slow")
class PausesTest {

  private static final Map<String, String> AT_ONCE = Map.of("retry-delay", "PT0S");

  @Test
  void a_poison_message_among_good_ones_pauses_nobody() throws Exception {
    try (OutageTestBed bed = new OutageTestBed(Engine.H2)) {
      bed.put("a");
      bed.put("poison");
      bed.put("b");
      AtomicBoolean paused = new AtomicBoolean();
      bed.start(AT_ONCE, null);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                paused.compareAndSet(false, bed.part().state() == State.PAUSED);
                return bed.failed() == 1;
              });
      bed.awaitRows(2);
      assertThat(paused).isFalse();
      assertThat(bed.bed.failure()).containsEntry("PikaBus.ErrorRetries", "6");
    }
  }

  @Test
  void what_the_application_names_pauses_and_what_its_bean_denies_does_not() throws Exception {
    try (OutageTestBed bed = new OutageTestBed(Engine.H2)) {
      bed.put("outage");
      bed.start(Map.of("pause-on", OutageTestBed.OutageOfOurs.class.getName()), null);
      bed.awaitState(State.PAUSED);
      await().until(() -> bed.calls.get() > 4);
      assertThat(bed.failed()).isZero();
    }
    try (OutageTestBed bed = new OutageTestBed(Engine.H2)) {
      bed.put("outage");
      bed.start(
          Map.of("pause-on", OutageTestBed.OutageOfOurs.class.getName(), "retry-delay", "PT0S"),
          failed -> false);
      await().atMost(Duration.ofSeconds(60)).until(() -> bed.failed() == 1);
    }
  }

  @Test
  void a_bean_decides_by_the_failure_and_its_message_is_tried_in_place_until_it_is_handled()
      throws Exception {
    try (OutageTestBed bed = new OutageTestBed(Engine.H2)) {
      bed.put("poison");
      bed.put("good");
      AtomicInteger asked = new AtomicInteger();
      bed.start(AT_ONCE, failed -> failed.failures() == 1 && asked.incrementAndGet() <= 5);
      await().atMost(Duration.ofSeconds(60)).until(() -> bed.failed() == 1);
      bed.awaitRows(1);
      // Kept in place five times, and then tried as often as ever.
      assertThat(bed.calls.get()).isEqualTo(5 + 6 + 1);
      bed.awaitState(State.WORKING);
    }
  }

  @Test
  void ten_different_messages_in_a_row_pause_whatever_they_throw() throws Exception {
    try (OutageTestBed bed = new OutageTestBed(Engine.H2)) {
      List<String> texts = IntStream.range(0, 20).mapToObj(i -> "poison" + i).toList();
      for (String each : texts) {
        bed.put(each);
      }
      bed.start(Map.of("retry-delay", "PT1H"), null);
      bed.awaitState(State.PAUSED);
      assertThat(bed.part().reason()).contains("10 different messages").contains("poison9");
      assertThat(bed.failed()).isZero();
      // How often the last of them was tried in place meanwhile is a question of time.
      assertThat(bed.tried).containsExactlyInAnyOrderElementsOf(texts.subList(0, 10));
    }
  }

  @Test
  void a_queue_that_is_empty_when_the_outage_is_over_does_not_stay_paused() throws Exception {
    try (OutageTestBed bed = new OutageTestBed(Engine.H2)) {
      bed.put("poison");
      AtomicInteger asked = new AtomicInteger();
      bed.start(Map.of("retry-delay", "PT1H"), failed -> asked.incrementAndGet() <= 5);
      bed.awaitState(State.PAUSED);
      bed.awaitState(State.WORKING);
      assertThat(asked.get()).isEqualTo(6);
    }
  }

  /** As in an outage of hours, which the broker's acknowledgement timeout would end. */
  @Test
  void messages_that_went_back_again_and_again_are_handled_when_the_outage_is_over()
      throws Exception {
    Map<String, Object> quorum = QuorumQueue.limited(3);
    try (OutageTestBed bed = new OutageTestBed(Engine.H2, quorum)) {
      for (int i = 0; i < 20; i++) {
        bed.put("m%02d".formatted(i));
      }
      AtomicBoolean away = new AtomicBoolean(true);
      bed.before =
          () -> {
            if (away.get()) {
              throw new OutageTestBed.OutageOfOurs("away");
            }
          };
      bed.start(
          Map.of("pause-on", OutageTestBed.OutageOfOurs.class.getName(), "pause-in-hand", "PT0.5S"),
          null);
      await().atMost(Duration.ofSeconds(90)).until(() -> bed.calls.get() > 15);
      assertThat(bed.failed()).isZero();
      away.set(false);
      bed.awaitRows(20);
      bed.awaitState(State.WORKING);
      assertThat(bed.failed()).isZero();
    }
  }

  @Test
  void the_next_attempt_is_told_and_lies_in_the_near_future() throws Exception {
    try (OutageTestBed bed = new OutageTestBed(Engine.H2)) {
      bed.put("outage");
      bed.start(Map.of("pause-on", OutageTestBed.OutageOfOurs.class.getName()), null);
      bed.awaitState(State.PAUSED);
      assertThat(bed.part().nextAttempt())
          .isBetween(bed.part().since(), bed.part().since().plusSeconds(120));
      assertThat(bed.log.lines()).filteredOn(each -> each.contains("paused")).isNotEmpty();
    }
  }
}
