package io.pikabus.rabbitmq.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of rabbitmq-server: the shell that its script is, below it the Erlang machine (beam), and
 * below that a few helpers. Ends only these, by their process ids.
 */
final class ServerProcess {

  private static final Duration BEAM_SHOWS_UP = Duration.ofSeconds(20);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Duration STOP_PATIENCE = Duration.ofMinutes(1);
  private static final Duration SHELL_FOLLOWS = Duration.ofSeconds(2);

  private final ProcessHandle shell;
  private volatile @Nullable ProcessHandle beam;

  private ServerProcess(ProcessHandle shell) {
    this.shell = shell;
  }

  /** Returns at once; {@link #awaitBeam()} is to follow. */
  static ServerProcess launch(NodeEnvironment environment) {
    String script = environment.installation().server().toString();
    try {
      return new ServerProcess(environment.command(script).start().toHandle());
    } catch (IOException e) {
      throw new UncheckedIOException("Could not run " + script, e);
    }
  }

  /**
   * Waits until beam runs, which is seconds before the broker answers, and remembers it: once the
   * shell is gone, nothing leads to beam any more.
   */
  void awaitBeam() {
    long deadline = System.nanoTime() + BEAM_SHOWS_UP.toNanos();
    Optional<ProcessHandle> found = Optional.empty();
    boolean ended = false;
    while (found.isEmpty() && !ended && System.nanoTime() - deadline < 0) {
      ended = Signals.endsWithin(shell, LOOK_AGAIN);
      found = tree(shell).filter(ServerProcess::isBeam).findFirst();
    }
    beam =
        found.orElseThrow(
            () ->
                new IllegalStateException(
                    "rabbitmq-server ran, but no Erlang machine (beam) showed up below it"));
  }

  private static boolean isBeam(ProcessHandle process) {
    return process.info().command().filter(command -> command.contains("beam")).isPresent();
  }

  /** The process and all below it that live; the scripts may exec, so beam may be at any level. */
  private static Stream<ProcessHandle> tree(ProcessHandle root) {
    return Stream.concat(Stream.of(root), root.descendants()).filter(ProcessHandle::isAlive);
  }

  /** Beam, or as long as that is not there, the shell that will bring it. */
  ProcessHandle main() {
    ProcessHandle found = beam;
    return found == null ? shell : found;
  }

  boolean isRunning() {
    return main().isAlive();
  }

  Stream<ProcessHandle> processes() {
    return Stream.concat(tree(shell), tree(main())).distinct();
  }

  /** SIGKILL to shell, beam and helpers; returns when shell and beam are gone. */
  void kill() {
    List<ProcessHandle> all = processes().toList();
    main().destroyForcibly();
    Signals.awaitEnd(main());
    // Beam's parent collects it and follows by itself; killed first, it would leave beam to init,
    // which in a container may collect nothing.
    if (!Signals.endsWithin(shell, SHELL_FOLLOWS)) {
      shell.destroyForcibly();
      Signals.awaitEnd(shell);
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * SIGTERM to beam, on which RabbitMQ stops in good order.
   *
   * @return whether it was gone within a minute
   */
  boolean stop() {
    main().destroy();
    return Signals.endsWithin(main(), STOP_PATIENCE) && Signals.endsWithin(shell, SHELL_FOLLOWS);
  }
}
