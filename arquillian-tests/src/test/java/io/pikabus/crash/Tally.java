package io.pikabus.crash;

import static io.pikabus.crash.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Hands tasks in, and counts what came of them. */
record Tally(Audit audit, WorkDatabase database) {

  /** The answer, where there will be one. */
  Optional<CompletableFuture<HttpResponse<String>>> begin(Way way, String task, ServerProcess at) {
    String path = "%s/work/%s?messages=%d".formatted(way.mode().key(), task, Way.MESSAGES);
    switch (way.door()) {
      case REQUEST, REQUEST_TO_SEND -> {
        return Optional.of(at.post(path + "&rows=" + way.door().rows()));
      }
      case QUEUE -> audit.send(way.mode().tasks(), task + " " + Way.MESSAGES);
    }
    return Optional.empty();
  }

  /**
   * Another task through the same door shows that the server works again. By the queue it also
   * shows that the first is settled: one lane, one message at a time, in order.
   */
  Outcome count(Way way, String task, ServerProcess alive) {
    String next = task + "-next";
    int rows = way.door().rows();
    Optional<HttpResponse<String>> answer = begin(way, next, alive).map(CompletableFuture::join);
    assertThat(answer.map(HttpResponse::statusCode))
        .as("the answer to the task after the crash: %s", answer.map(HttpResponse::body))
        .isIn(Optional.empty(), Optional.of(200));
    List<Arrival> arrivals = new ArrayList<>();
    await("all messages of " + next)
        .until(
            () -> {
              arrivals.addAll(audit.drain(way.mode().audit()));
              return of(next, arrivals).size() >= Way.MESSAGES;
            });
    if (way.mode().hasOutbox()) {
      // Rows go when their messages are confirmed: after the last, nothing more can come.
      await("an empty outbox").until(() -> database.held() == 0);
    }
    arrivals.addAll(audit.drain(way.mode().audit()));
    // Confirmed before the database commits, messages may be here before their row.
    await("the row of " + next).until(() -> database.finished(next) == rows);

    assertThat(Outcome.of(database.finished(next), of(next, arrivals)))
        .as("the task after the crash")
        .isEqualTo(new Outcome(rows, Way.MESSAGES, 0));
    assertThat(arrivals)
        .as("messages of other tasks than %s", task)
        .allMatch(arrival -> arrival.task().equals(task) || arrival.task().equals(next));
    assertThat(audit.errors()).as("messages in the error queue").isZero();
    List<Arrival> found = of(task, arrivals);
    assertSound(task, found);
    return Outcome.of(database.finished(task), found);
  }

  private static List<Arrival> of(String task, List<Arrival> arrivals) {
    return arrivals.stream().filter(arrival -> arrival.task().equals(task)).toList();
  }

  /** Whatever the point: nothing invented, in order, no unmarked duplicate. */
  private static void assertSound(String task, List<Arrival> arrivals) {
    Set<String> seen = new HashSet<>();
    int last = 0;
    for (Arrival arrival : arrivals) {
      if (!seen.add(arrival.messageId())) {
        assertThat(arrival.marked()).as("the mark on the second %s", arrival).isTrue();
        continue;
      }
      int number = arrival.number();
      assertThat(number)
          .as("the number of a message of %s, one more than the last, or a new beginning", task)
          .isIn(1, last + 1)
          .isLessThanOrEqualTo(Way.MESSAGES);
      last = number;
    }
  }
}
