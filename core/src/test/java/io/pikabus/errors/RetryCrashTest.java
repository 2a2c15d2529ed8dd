package io.pikabus.errors;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.GetResponse;
import io.pikabus.fixtures.machine.OtherJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A retry is killed between any two of its steps, and run again. */
@Tag("slow")
class RetryCrashTest {

  private static final int MESSAGES = 4;

  Stage stage;
  @TempDir Path directory;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage();
    for (int i = 0; i < MESSAGES; i++) {
      stage.failed(stage.headers("m" + i), "body of m" + i);
    }
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  static Stream<Arguments> moments() {
    return Stream.of(RetryRun.Step.values())
        .flatMap(
            step ->
                switch (step) {
                  case NOTED, FINISHED, NOTE_REMOVED -> Stream.of(Arguments.of(step, 1));
                  default -> Stream.of(Arguments.of(step, 1), Arguments.of(step, MESSAGES));
                });
  }

  @ParameterizedTest
  @MethodSource("moments")
  void nothing_is_lost_and_what_comes_twice_is_marked(RetryRun.Step step, int occurrence)
      throws Exception {
    assertThat(killed(step, occurrence, "retry", "--all")).isEqualTo(MortalConsole.KILLED);
    int out = Math.toIntExact(settled());

    assertThat(stage.run("retry", "--all")).isZero();

    Map<String, List<GetResponse>> copies =
        stage.take(stage.orders, MESSAGES).stream().collect(Collectors.groupingBy(Stage::body));
    assertThat(copies).hasSize(MESSAGES);
    for (List<GetResponse> each : copies.values()) {
      assertThat(each).hasSizeLessThanOrEqualTo(2);
      assertThat(each.get(0).getProps().getHeaders())
          .as("the first, with %d sent before the end", out)
          .satisfies(
              headers -> {
                if (out > 0 && each.size() == 2) {
                  assertThat(headers).doesNotContainKey("PikaBus.PossibleDuplicate");
                }
              });
      if (each.size() == 2) {
        assertThat(each.get(1).getProps().getHeaders())
            .containsEntry("PikaBus.PossibleDuplicate", true);
      }
    }
    boolean twice = copies.values().stream().anyMatch(each -> each.size() == 2);
    assertThat(twice || step != RetryRun.Step.ANSWERED).isTrue();
    assertThat(stage.listed()).isEmpty();
  }

  /** How many were sent when the broker has noticed that the process is gone. */
  private long settled() throws Exception {
    Awaitility.await("the broker to notice")
        .atMost(Duration.ofSeconds(40))
        .until(
            () ->
                stage.channel.messageCount(stage.errors) + stage.channel.messageCount(stage.orders)
                    >= MESSAGES);
    return stage.channel.messageCount(stage.orders);
  }

  @Test
  void a_retry_that_nobody_kills_leaves_no_note_and_no_mark() throws Exception {
    assertThat(stage.run("retry", "--all")).isZero();

    assertThat(stage.take(stage.orders, MESSAGES))
        .hasSize(MESSAGES)
        .allSatisfy(
            each ->
                assertThat(each.getProps().getHeaders())
                    .doesNotContainKey("PikaBus.PossibleDuplicate"));
    stage.awaitReady(stage.errors, 0);
  }

  private int killed(RetryRun.Step step, int occurrence, String... words) throws Exception {
    ProcessBuilder process =
        OtherJvm.running(
            MortalConsole.class,
            Stream.concat(
                    Stream.of(step.name(), String.valueOf(occurrence)),
                    Stream.concat(Stream.of(words), Stream.of("--error-queue", stage.errors)))
                .toArray(String[]::new));
    process.environment().putAll(Stage.environment());
    process.redirectErrorStream(true);
    process.redirectOutput(directory.resolve("console.log").toFile());
    Process started = process.start();
    try {
      assertThat(started.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      started.destroyForcibly();
    }
    return started.exitValue();
  }
}
