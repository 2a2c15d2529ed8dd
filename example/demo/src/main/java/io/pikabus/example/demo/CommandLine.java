package io.pikabus.example.demo;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;

/** WildFly's command line, on a server that does not run. */
record CommandLine(Path home, Path baseDirectory) {

  /**
   * Runs a script that changes the configuration in the base directory.
   *
   * @throws DemoException with all that was printed if it does not work
   */
  void run(Path script) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                home.resolve("bin/jboss-cli.sh").toString(),
                "-Djboss.server.base.dir=" + baseDirectory.toAbsolutePath(),
                "--file=" + script.toAbsolutePath()));
    builder.environment().remove("JBOSS_HOME"); // may name another WildFly
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.redirectErrorStream(true);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    if (process.waitFor() != 0) {
      throw new DemoException(
          "WildFly could not be configured with %s:%n%s".formatted(script, output));
    }
  }
}
