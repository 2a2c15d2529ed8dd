package io.pikabus.rabbitmq.node;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What runs for one private node: its epmd, and the server's present or last run. */
final class NodeProcesses {

  private final NodeEnvironment environment;
  private volatile @Nullable NameServer nameServer;
  private volatile @Nullable ServerProcess server;
  private volatile boolean ended;

  NodeProcesses(NodeEnvironment environment) {
    this.environment = environment;
  }

  /** Starts the server, and epmd unless it survived the last run. */
  void start() {
    RunningNodes.add(this);
    NameServer names = nameServer;
    if (names == null || !names.isRunning()) {
      nameServer = NameServer.start(environment);
    }
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
    NameServer names = nameServer;
    return Stream.concat(
        server().stream().flatMap(ServerProcess::processes),
        names == null ? Stream.empty() : names.processes());
  }

  /** Ends all, for good. Waits for no lock: at the JVM's end, a start may be under way. */
  void end() {
    ended = true;
    server().ifPresent(ServerProcess::kill);
    NameServer names = nameServer;
    if (names != null) {
      names.end();
    }
    RunningNodes.remove(this);
  }
}
