package io.pikabus.example.demo;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * WildFly's command line, on a server that does not run.
 *
 * @param workingDirectory where scripts find what they deploy
 */
record CommandLine(Path home, Path baseDirectory, Path workingDirectory) {

  /** Starts a server inside, and ends it. Takes seconds, so once for all scripts. */
  private static final List<String> AROUND = List.of("embed-server", "stop-embedded-server");

  /**
   * Runs scripts that change the configuration in the base directory, one after the other.
   *
   * @throws DemoException with all that was printed if it does not work
   */
  void run(List<Path> scripts) throws IOException, InterruptedException {
    if (scripts.isEmpty()) {
      return;
    }
    List<String> commands = new ArrayList<>();
    for (Path script : scripts) {
      commands.addAll(Files.readAllLines(script));
    }
    commands.removeAll(AROUND);
    commands.add(0, AROUND.get(0));
    commands.add(AROUND.get(1));
    Path script = Files.write(baseDirectory.resolve("commands.cli"), commands);
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                home.resolve("bin/jboss-cli.sh").toString(),
                "-Djboss.server.base.dir=" + baseDirectory.toAbsolutePath(),
                "--file=" + script.toAbsolutePath()));
    builder.environment().remove("JBOSS_HOME"); // may name another WildFly
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.directory(workingDirectory.toFile());
    builder.redirectErrorStream(true);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    if (process.waitFor() != 0) {
      throw new DemoException(
          "WildFly could not be configured with %s:%n%s".formatted(scripts, output));
    }
  }
}
