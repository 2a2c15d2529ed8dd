package io.pikabus.rabbitmq.node;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The nodes of this JVM that were started and not closed. They end with the JVM. */
final class RunningNodes {

  private static final Set<NodeProcesses> NODES = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> NODES.forEach(NodeProcesses::end), "end private RabbitMQ nodes"));
  }

  private RunningNodes() {}

  static void add(NodeProcesses node) {
    NODES.add(node);
  }

  static void remove(NodeProcesses node) {
    NODES.remove(node);
  }
}
