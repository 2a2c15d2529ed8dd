package io.pikabus.postgresql.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a program to its end. */
final class Command {

  private Command() {}

  /**
   * @param exitCode 127 if there is no such program
   * @param output what it printed, errors included
   */
  record Result(int exitCode, String output) {}

  static Result run(ProcessBuilder builder) {
    Process process;
    try {
      process = builder.redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Result(127, String.valueOf(e.getMessage()));
    }
    try {
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new IllegalStateException("Could not read what a program printed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a program ran", e);
    }
  }

  static Result run(List<String> words) {
    return run(new ProcessBuilder(words));
  }
}
