package io.pikabus.rabbitmq.node;

import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Signals that Java cannot send itself, and waiting for what they bring about. */
final class Signals {

  private static final Duration END_AFTER_KILL = Duration.ofSeconds(15);

  private Signals() {}

  /** Sends a signal such as STOP or CONT to one process. */
  static void send(String signal, ProcessHandle process) {
    String[] command = {"kill", "-" + signal, String.valueOf(process.pid())};
    try {
      Process kill = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(kill.getInputStream().readAllBytes(), Charset.defaultCharset());
      if (kill.waitFor() != 0) {
        throw new IllegalStateException(
            "Could not send SIG%s to process %d: %s"
                .formatted(signal, process.pid(), output.strip()));
      }
    } catch (IOException e) {
      throw new IllegalStateException("Could not run " + String.join(" ", command), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
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

  static IllegalStateException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Interrupted while waiting for a process", cause);
  }
}
