package io.pikabus.crash;

import static io.pikabus.crash.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.fixtures.rabbitmq.ClusterFaults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Many transactions at a time, each with two rows in PostgreSQL and two messages by the resource
 * adapter, in a server that is killed again and again wherever it is: in the end rows and messages
 * agree exactly. The system properties {@code kill.seconds}, {@code kill.times} and {@code
 * kill.seed} are for a shorter, longer or repeated look.
 */
@EnabledIf(
    value = "io.pikabus.crash.Installed#brokerAndDatabase",
    disabledReason = "needs rabbitmq-server and PostgreSQL on this machine")
@Tag("long")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomKillIT {

  private static final Server SERVER = Server.ofThisRun();
  private static final Path FOLDER =
      Path.of("target", "random-kill", SERVER.name().toLowerCase(Locale.ROOT));

  private static final Duration LASTING = Duration.ofSeconds(Long.getLong("kill.seconds", 300));
  private static final int KILLS = Integer.getInteger("kill.times", 6);
  private static final long SEED = Long.getLong("kill.seed", System.nanoTime());

  private static final int CLIENTS = 24;
  private static final int MESSAGES = 2;
  private static final int ROWS = 2;
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** After the last start. */
  private static final Duration RECOVERED = Duration.ofSeconds(60);

  /** What a client was told of a task. */
  private enum Answer {
    DONE,
    NOT_DONE,
    NOTHING
  }

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private @Nullable Backends backends;
  private @Nullable WorkDatabase database;
  private @Nullable ServerProcess server;

  @BeforeAll
  void begin() {
    backends = Backends.start(FOLDER, Mode.XA.audit());
    database = backends.database();
    server =
        ServerProcess.withAdapter(
            SERVER, "killed", FOLDER.resolve("server"), database, backends.broker().uri());
  }

  @Test
  void rows_and_messages_agree_exactly() throws Exception {
    Random random = new Random(SEED);
    System.out.printf("%s, kill.seed=%d%n", SERVER, SEED);
    server.runWith(Mode.XA.application());
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    IntStream.range(0, CLIENTS).forEach(client -> clients.execute(() -> order(client, over)));
    long end = System.nanoTime() + LASTING.toNanos();
    for (int kill = 1; kill <= KILLS; kill++) {
      long share = (end - System.nanoTime()) / (KILLS - kill + 1);
      ClusterFaults.last(Duration.ofNanos((long) (share * (0.3 + 0.4 * random.nextDouble()))));
      kill(kill % 2 == 0);
    }
    ClusterFaults.last(Duration.ofNanos(end - System.nanoTime()));
    over.set(true);
    clients.shutdown();
    assertThat(clients.awaitTermination(2, TimeUnit.MINUTES)).isTrue();

    awaitRecovered();
    compare(backends.audit().drain(Mode.XA.audit()));
  }

  private void kill(boolean brokerToo) {
    server.kill();
    if (brokerToo) {
      backends.broker().kill();
    }
    server.runWith(Mode.XA.application());
    if (brokerToo) {
      backends.broker().start();
    }
  }

  private void order(int client, AtomicBoolean over) {
    AtomicInteger numbers = new AtomicInteger();
    while (!over.get()) {
      String task = "kill-%d-%d".formatted(client, numbers.incrementAndGet());
      String path = "%s/work/%s?messages=%d&rows=%d".formatted(Mode.XA.key(), task, MESSAGES, ROWS);
      try {
        int status = server.post(path).join().statusCode();
        // Anything but 200 and 500 comes from a server that has not the application yet.
        answers.put(task, status == 200 ? Answer.DONE : Answer.NOT_DONE);
      } catch (CompletionException silent) {
        answers.put(task, Answer.NOTHING);
      }
      ClusterFaults.last(PAUSE);
    }
  }

  private void awaitRecovered() {
    String journal = Mode.XA.key() + "/work/journal";
    await("a database and a journal without doubts")
        .atMost(RECOVERED)
        .until(
            () ->
                database.inDoubt() == 0 && server.get(journal).equals("0 in doubt, 0 undelivered"));
  }

  private void compare(List<Arrival> arrivals) {
    Map<String, Integer> rows = new HashMap<>();
    database.tasks("kill").forEach(task -> rows.merge(task, 1, Integer::sum));
    Set<String> expected =
        rows.keySet().stream()
            .flatMap(task -> IntStream.rangeClosed(1, MESSAGES).mapToObj(n -> task + "/" + n))
            .collect(Collectors.toSet());
    Set<String> received = arrivals.stream().map(Arrival::body).collect(Collectors.toSet());
    List<Arrival> again = again(arrivals);
    System.out.printf(
        "%s: %d tasks asked for, %s; %d committed, %d messages, %d of them again%n",
        SERVER,
        answers.size(),
        answers.values().stream().collect(Collectors.groupingBy(a -> a, Collectors.counting())),
        rows.size(),
        received.size(),
        again.size());
    SoftAssertions softly = new SoftAssertions();
    softly.assertThat(rows).hasSizeGreaterThan(100);
    softly.assertThat(rows.values()).as("rows of each task").containsOnly(ROWS);
    softly.assertThat(without(expected, received)).as("messages that are lost").isEmpty();
    softly.assertThat(without(received, expected)).as("messages that are invented").isEmpty();
    softly.assertThat(again).as("duplicates").allMatch(Arrival::marked);
    softly
        .assertThat(without(told(Answer.DONE), rows.keySet()))
        .as("tasks of which somebody was told that they are done, and which are not")
        .isEmpty();
    softly
        .assertThat(told(Answer.NOT_DONE))
        .as("tasks of which somebody was told that they are not done, and which are")
        .doesNotContainAnyElementsOf(rows.keySet());
    softly.assertAll();
  }

  /** Behind the first of their kind. */
  private static List<Arrival> again(List<Arrival> arrivals) {
    Set<String> seen = new HashSet<>();
    return arrivals.stream().filter(arrival -> !seen.add(arrival.messageId())).toList();
  }

  private Set<String> told(Answer answer) {
    return answers.entrySet().stream()
        .filter(each -> each.getValue() == answer)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static List<String> without(Set<String> these, Set<String> those) {
    List<String> left = new ArrayList<>(these);
    left.removeAll(those);
    return left;
  }

  @AfterAll
  void end() {
    if (server != null) {
      server.close();
    }
    if (backends != null) {
      backends.close();
    }
  }
}
