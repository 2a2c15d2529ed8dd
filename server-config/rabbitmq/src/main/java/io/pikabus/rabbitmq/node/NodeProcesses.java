package io.pikabus.rabbitmq.node;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What runs for one private node: its epmd, which may be others' too, and the server's present or
 * last run.
 */
final class NodeProcesses {

  private final NodeEnvironment environment;
  private final NameServer names;
  private volatile @Nullable ServerProcess server;
  private volatile boolean ended;

  NodeProcesses(NodeEnvironment environment, NameServer names) {
    this.environment = environment;
    this.names = names;
  }

  /** Starts the server, and epmd unless it survived the last run. */
  void start() {
    RunningNodes.add(this);
    names.start();
    // Noted before it is waited for, so that end() finds it at any moment.
    ServerProcess started = ServerProcess.launch(environment);
    server = started;
    if (ended) {
      end();
      throw new IllegalStateException("The node was ended while it was being started");
    }
    started.awaitBeam();
  }

  /** The server, if it runs. */
  Optional<ServerProcess> server() {
    return Optional.ofNullable(server).filter(ServerProcess::isRunning);
  }

  /** All that are alive. */
  Stream<ProcessHandle> all() {
    return Stream.concat(server().stream().flatMap(ServerProcess::processes), names.processes());
  }

  /** Ends all, for good. Waits for no lock: at the JVM's end, a start may be under way. */
  void end() {
    ended = true;
    server().ifPresent(ServerProcess::kill);
    names.end();
    RunningNodes.remove(this);
  }
}
