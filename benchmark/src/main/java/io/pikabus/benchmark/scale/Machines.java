package io.pikabus.benchmark.scale;

import io.pikabus.fixtures.rabbitmq.PrivateCluster;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The nodes of one site, with a virtual host for each type of queue, and the processor time of
 * each. For one thread.
 */
final class Machines implements AutoCloseable {

  private final List<PrivateNode> nodes;
  private final List<ProcessHandle> processes;
  private final AutoCloseable whole;

  private Machines(List<PrivateNode> nodes, AutoCloseable whole) {
    this.nodes = nodes;
    this.whole = whole;
    for (String type : List.of("classic", "quorum")) {
      nodes.get(0).control("add_vhost", type, "--default-queue-type", type);
      String user = nodes.get(0).uri().getUserInfo().split(":", 2)[0];
      nodes.get(0).control("set_permissions", "-p", type, user, ".*", ".*", ".*");
    }
    this.processes = nodes.stream().map(node -> process(node.port())).toList();
  }

  static Machines start(Path directory, int count) {
    if (count == 1) {
      PrivateNode node = PrivateNode.create(directory);
      node.start();
      return new Machines(List.of(node), node);
    }
    PrivateCluster cluster = PrivateCluster.create(directory, count);
    cluster.start();
    return new Machines(cluster.nodes(), cluster);
  }

  /** Where a client of one node finds the queues of a type. Contains the password. */
  URI uri(int node, String type) {
    URI uri = nodes.get(node).uri();
    return URI.create(
        "amqp://%s@%s:%d/%s".formatted(uri.getUserInfo(), uri.getHost(), uri.getPort(), type));
  }

  String control(String... arguments) {
    return nodes.get(0).control(arguments);
  }

  /** Of each node, so far. */
  double[] seconds() {
    return processes.stream().mapToDouble(Machines::seconds).toArray();
  }

  private static double seconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  /** The Erlang machine of the node at that port. */
  private static ProcessHandle process(int port) {
    String variable = "RABBITMQ_NODE_PORT=" + port + "\0";
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").contains("beam"))
        .filter(process -> environment(process).contains(variable))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No Erlang machine has " + variable));
  }

  private static String environment(ProcessHandle process) {
    try {
      return new String(
          Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), "environ")),
          java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException gone) {
      return "";
    }
  }

  @Override
  public void close() throws Exception {
    whole.close();
  }
}
