package io.pikabus.postgresql.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run of the server: the postmaster, below it a process a connection and some helpers, and
 * above it, where the user is changed by runuser or su, a process that waits for its end. Ends only
 * these, by their process ids.
 */
final class ServerProcess {

  private static final Duration END_AFTER_KILL = Duration.ofSeconds(15);

  private final Process top;
  private final Path processIdFile;

  ServerProcess(Process top, ClusterFiles files) {
    this.top = top;
    this.processIdFile = files.data().resolve("postmaster.pid");
  }

  boolean isRunning() {
    return top.isAlive();
  }

  /** All that are alive. */
  Stream<ProcessHandle> processes() {
    return Stream.concat(Stream.of(top.toHandle()), top.descendants())
        .filter(ProcessHandle::isAlive);
  }

  /** SIGKILL to all; returns when they are gone. */
  void kill() {
    List<ProcessHandle> all = processes().toList();
    ProcessHandle postmaster = postmaster(all);
    // First, or it would see its children crash and begin to recover.
    postmaster.destroyForcibly();
    all.stream()
        .filter(process -> process.pid() != top.pid())
        .forEach(ProcessHandle::destroyForcibly);
    // What waits for the postmaster must collect it: a next start would take the process id of one
    // that nobody collected for a server that runs.
    if (!endsWithin(Duration.ofSeconds(5))) {
      top.destroyForcibly();
    }
    all.forEach(ServerProcess::awaitEnd);
  }

  /** The process that the server's own file names, if it is one of ours. */
  private ProcessHandle postmaster(List<ProcessHandle> all) {
    try (Stream<String> lines = Files.lines(processIdFile)) {
      String first = lines.findFirst().orElse("").strip();
      return all.stream()
          .filter(process -> String.valueOf(process.pid()).equals(first))
          .findFirst()
          .orElse(top.toHandle());
    } catch (IOException e) {
      return top.toHandle(); // no file yet, or not any more
    }
  }

  boolean endsWithin(Duration timeout) {
    try {
      return top.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for PostgreSQL to end", e);
    }
  }

  private static void awaitEnd(ProcessHandle process) {
    long deadline = System.nanoTime() + END_AFTER_KILL.toNanos();
    while (!isGone(process)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "Process %d was sent SIGKILL and is still there after %d s"
                .formatted(process.pid(), END_AFTER_KILL.toSeconds()));
      }
      Pause.shortly();
    }
  }

  /** Dead counts, too, if nobody collects the dead, as in a container without an init. */
  static boolean isGone(ProcessHandle process) {
    return !process.isAlive() || process.info().command().isEmpty();
  }
}
