package io.pikabus.rabbitmq.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Signals that Java cannot send itself, and waiting for what they bring about. */
final class Signals {

  private static final Duration END_AFTER_KILL = Duration.ofSeconds(15);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private Signals() {}

  /** Sends a signal such as STOP or CONT to one process. */
  static void send(String signal, ProcessHandle process) {
    run("kill", "-" + signal, String.valueOf(process.pid()));
  }

  /**
   * Stops a process with SIGSTOP, and waits until none of its threads runs any more: on a busy
   * machine that takes a tenth of a second after the signal was sent.
   */
  static void stop(ProcessHandle process) {
    send("STOP", process);
    long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
    while (!isStopped(process)) {
      if (System.nanoTime() - deadline >= 0) {
        throw new IllegalStateException(
            "Process %d was sent SIGSTOP and still runs after %d s"
                .formatted(process.pid(), STOP_PATIENCE.toSeconds()));
      }
      endsWithin(process, LOOK_AGAIN);
    }
  }

  static boolean isStopped(ProcessHandle process) {
    String pid = String.valueOf(process.pid());
    Path threads = Path.of("/proc", pid, "task");
    if (!Files.isDirectory(threads)) {
      // Not Linux: the process's own state speaks for its threads.
      return run("ps", "-o", "stat=", "-p", pid).allMatch(state -> state.startsWith("T"));
    }
    try (Stream<Path> all = Files.list(threads)) {
      return all.allMatch(Signals::isStopped);
    } catch (IOException | UncheckedIOException changing) {
      return false;
    }
  }

  private static boolean isStopped(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"), Charset.defaultCharset());
      // The state follows the name, which may contain anything.
      return stat.startsWith("T", stat.lastIndexOf(')') + 2);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** Waits for a process that was told to end at once. */
  static void awaitEnd(ProcessHandle process) {
    if (!endsWithin(process, END_AFTER_KILL)) {
      throw new IllegalStateException(
          "Process %d was sent SIGKILL and is still there after %d s"
              .formatted(process.pid(), END_AFTER_KILL.toSeconds()));
    }
  }

  static boolean endsWithin(ProcessHandle process, Duration timeout) {
    try {
      process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Could not wait for process " + process.pid(), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The lines that a command prints. */
  private static Stream<String> run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            "%s failed: %s".formatted(String.join(" ", command), output.strip()));
      }
      return output.lines();
    } catch (IOException e) {
      throw new IllegalStateException("Could not run " + String.join(" ", command), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static IllegalStateException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Interrupted while waiting for a process", cause);
  }
}
