package io.pikabus.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.pikabus.fixtures.machine.OtherJvm;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every parser of ours throws nothing but what it declares, in bounded time and memory. A target is
 * a class with {@code fuzzerTestOneInput}; what was found for it lies in {@code fuzz/} among the
 * resources, and is tried with each build.
 */
class FuzzTest {

  private static final Path CORPORA = Path.of("src", "test", "resources", "fuzz");
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** Records after whose instrumentation Java 17 does not find their fields. */
  private static final List<String> NOT_INSTRUMENTED =
      List.of(
          "io.pikabus.protocol.MessageProperties",
          "io.pikabus.config.ConfigKey",
          "io.pikabus.payload.FuzzPayloads$Everything");

  static List<String> targets() {
    return List.of(
        "io.pikabus.config.FuzzSettings",
        "io.pikabus.store.FuzzEnvelopeFormat",
        "io.pikabus.payload.FuzzPayloads",
        "io.pikabus.protocol.FuzzTexts",
        "io.pikabus.rabbitmq.FuzzContentHeaders",
        "io.pikabus.recovery.FuzzRecovery");
  }

  private static Path corpus(String target) {
    return CORPORA.resolve(target.substring(target.lastIndexOf('.') + 1));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void what_was_found_once_is_no_fault_any_more(String target) throws Exception {
    Method method = Class.forName(target).getMethod("fuzzerTestOneInput", byte[].class);
    List<Path> inputs = inputs(target);
    assertThat(inputs).isNotEmpty();
    for (Path input : inputs) {
      byte[] octets = Files.readAllBytes(input);
      assertTimeoutPreemptively(LONGEST, () -> run(method, octets), input::toString);
    }
  }

  private static List<Path> inputs(String target) throws IOException {
    try (Stream<Path> all = Files.list(corpus(target))) {
      return all.sorted().toList();
    }
  }

  private static void run(Method method, byte[] octets) throws Throwable {
    try {
      method.invoke(null, (Object) octets);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }

  /**
   * In a process of its own: the agent changes every class that is loaded. {@code -Dfuzz.seconds}
   * says how long each.
   */
  @ParameterizedTest
  @MethodSource("targets")
  @Tag("long")
  @Timeout(36_000)
  void a_fuzzer_finds_nothing(String target) throws Exception {
    String name = target.substring(target.lastIndexOf('.') + 1);
    Path work = Files.createDirectories(Path.of("target", "fuzz", name, "corpus"));
    Path log = work.resolveSibling("log");
    List<String> command = new ArrayList<>();
    command.add(OtherJvm.java().toString());
    command.addAll(List.of("-Xmx512m", "-cp", classPath()));
    command.add("com.code_intelligence.jazzer.Jazzer");
    command.add("--target_class=" + target);
    command.add("--instrumentation_includes=io.pikabus.**");
    command.add("--instrumentation_excludes=" + String.join(":", NOT_INSTRUMENTED));
    // No hooks into the JDK: they look for attacks of other kinds, and end the JVM at times.
    command.add("--custom_hook_excludes=**");
    command.add("--reproducer_path=" + work.getParent());
    command.add("-artifact_prefix=" + work.getParent() + "/");
    command.add("-max_total_time=" + Integer.getInteger("fuzz.seconds", 60));
    command.add("-timeout=" + LONGEST.toSeconds());
    command.add("-rss_limit_mb=3000");
    command.add("-print_final_stats=1");
    command.add(work.toString());
    command.add(corpus(target).toString());

    int code =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();

    String said = Files.readString(log);
    System.out.println(name + ": " + said.substring(Math.max(0, said.length() - 500)));
    assertThat(code).as("%s says: %s", log, said).isZero();
  }

  /** Surefire hides the class path in a jar's manifest. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
