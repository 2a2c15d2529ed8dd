package io.pikabus.benchmark.scale;

/** Where the queues are, and to which node the service is connected. */
public enum Site {
  /** One node, a classic queue. */
  ONE_CLASSIC(1, "classic", 0),
  /** One node, a quorum queue of one member. */
  ONE_QUORUM(1, "quorum", 0),
  /** A cluster, a classic queue on the node of the connection. */
  THREE_CLASSIC(3, "classic", 0),
  /** A cluster, a quorum queue of three members that is led by the node of the connection. */
  THREE_QUORUM(3, "quorum", 0),
  /** The same, led by another node. */
  THREE_QUORUM_REMOTE(3, "quorum", 1);

  private final int nodes;
  private final String queueType;
  private final int connectedTo;

  Site(int nodes, String queueType, int connectedTo) {
    this.nodes = nodes;
    this.queueType = queueType;
    this.connectedTo = connectedTo;
  }

  /** How many nodes the broker has. */
  public int nodes() {
    return nodes;
  }

  /** Also the name of the virtual host, whose default type it is. */
  String queueType() {
    return queueType;
  }

  /** Index of the node; the queue's leader is on the one with index 0. */
  int connectedTo() {
    return connectedTo;
  }

  /** For people. */
  String title() {
    return "%s, %s%s"
        .formatted(
            nodes == 1 ? "one node" : "three nodes",
            queueType,
            connectedTo == 0 ? "" : ", connected to a follower");
  }
}
