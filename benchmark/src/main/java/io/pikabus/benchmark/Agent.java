package io.pikabus.benchmark;

import io.pikabus.benchmark.agent.AgentLoop;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A contestant's JVM, which stays warm. For the driver's thread. */
public final class Agent implements AutoCloseable {

  /** Else the processor time of those that end is not known. */
  public static final String LASTING_COMPILERS = "-XX:-UseDynamicNumberOfCompilerThreads";

  private static final String MEMORY = "-Xmx768m";

  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;
  private final Path log;

  private Agent(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.orders =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts one.
   *
   * @param main the class to run, with this JVM's class path
   * @param directory where its log goes
   */
  public static Agent start(
      String name, Class<?> main, Path directory, Map<String, String> environment)
      throws IOException {
    Path log = directory.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(MEMORY, LASTING_COMPILERS, "-cp", System.getProperty("java.class.path")));
    String options = System.getenv("BENCHMARK_JAVA_OPTIONS");
    if (options != null && !options.isBlank()) {
      command.addAll(List.of(options.replace("AGENT", name).split(" ")));
    }
    command.add(main.getName());
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().putAll(environment);
    return new Agent(builder.start(), log);
  }

  /** Has it do something once. */
  public Measurement run(Order order) throws IOException {
    orders.write(order + "\n");
    orders.flush();
    String answer = answer();
    if (answer == null || answer.startsWith("error")) {
      throw new IllegalStateException(
          "The order '%s' was answered with '%s'; more in %s.".formatted(order, answer, log));
    }
    return Measurement.parse(answer);
  }

  private @Nullable String answer() throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(AgentLoop.ANSWER)) {
        return line.substring(AgentLoop.ANSWER.length());
      }
    }
    return null;
  }

  /** Ends its input, which ends it; or it. */
  @Override
  public void close() throws IOException {
    orders.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
