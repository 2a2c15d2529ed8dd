package io.pikabus.rabbitmq.node;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster of private nodes on this machine, of whichever RabbitMQ the environment asks for. Each
 * node can be killed, stopped, paused, resumed and started again by itself; but close the cluster,
 * not a node.
 *
 * <p>A node that is cut off from the majority pauses itself ({@code pause_minority}), except under
 * Khepri, which has no use for it.
 *
 * <p>Safe for use by several threads. Every method that waits throws IllegalStateException if its
 * thread is interrupted. When the JVM ends, the nodes end with it.
 */
public final class PrivateCluster implements AutoCloseable {

  private static final String VIRTUAL_HOST = "/";
  private static final int PATIENCE_SECONDS = 50;

  private final List<PrivateNode> nodes;
  private final Set<PrivateNode> cutOff = ConcurrentHashMap.newKeySet();
  private boolean khepriMissing;

  private PrivateCluster(List<PrivateNode> nodes, boolean khepriMissing) {
    this.nodes = nodes;
    this.khepriMissing = khepriMissing;
  }

  /**
   * A new cluster without data that does not run yet: call {@link #start()}.
   *
   * @param directory made if absent; each node's own folder is made below it
   * @param size how many nodes
   * @throws IllegalStateException if rabbitmq-server is not on this machine
   * @throws java.io.UncheckedIOException if a folder cannot be written
   */
  public static PrivateCluster create(Path directory, int size) {
    RabbitMqInstallation installation = RabbitMqInstallation.ofThisMachine();
    NodeSecrets secrets = NodeSecrets.create();
    List<NodeEnvironment> environments =
        Ports.choose(size).stream()
            .map(
                ports ->
                    new NodeEnvironment(installation, NodeFiles.create(directory, secrets), ports))
            .toList();
    String configuration = configuration(environments);
    environments.forEach(each -> each.files().configure(configuration));
    NameServer names = new NameServer(environments.get(0));
    return new PrivateCluster(
        environments.stream()
            .map(each -> PrivateNode.member(each, names, secrets.uri(each.ports())))
            .toList(),
        TestBroker.of(System.getenv()).khepri());
  }

  private static String configuration(List<NodeEnvironment> members) {
    return IntStream.range(0, members.size())
        .mapToObj(
            index ->
                "cluster_formation.classic_config.nodes.%d = %s"
                    .formatted(index + 1, members.get(index).nodeName()))
        .collect(
            Collectors.joining(
                "\n",
                """
                cluster_partition_handling = pause_minority
                cluster_formation.peer_discovery_backend = classic_config
                """,
                "\n"));
  }

  /**
   * Starts the nodes that do not run, all at once, with the data they have. Returns when each
   * answers AMQP and sees all the others.
   *
   * @throws IllegalStateException if a node does not start, or the nodes do not find each other
   */
  public synchronized void start() {
    onEach(PrivateNode::start);
    awaitWhole();
    if (khepriMissing) {
      node(0).control("eval", TestBroker.ENABLE_KHEPRI);
      khepriMissing = false;
    }
  }

  /**
   * Waits until every node runs as a member of the cluster.
   *
   * @throws IllegalStateException if that takes longer than 50 s
   */
  public void awaitWhole() {
    String all = String.valueOf(nodes.size());
    String patience = String.valueOf(PATIENCE_SECONDS);
    nodes.forEach(node -> node.control("await_online_nodes", all, "--timeout", patience));
  }

  private void onEach(Consumer<PrivateNode> work) {
    CompletableFuture<?>[] all =
        nodes.stream()
            .map(
                node ->
                    CompletableFuture.runAsync(
                        () -> work.accept(node), task -> new Thread(task, node.name()).start()))
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(all).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A node of a cluster failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw Signals.interrupted(e);
    }
  }

  /** The nodes, in the order of {@link #uris()}; always the same. */
  public List<PrivateNode> nodes() {
    return nodes;
  }

  /** One of {@link #nodes()}, counted from 0. */
  public PrivateNode node(int index) {
    return nodes.get(index);
  }

  /** Where clients connect, node by node. Contains the password, which is the same for all. */
  public List<URI> uris() {
    return nodes.stream().map(PrivateNode::uri).toList();
  }

  /**
   * The node that leads a quorum queue, as a node that runs knows it. A queue whose leader has just
   * gone names that one for a moment, or none.
   *
   * @throws IllegalStateException if no node answers, or there is no such queue
   */
  public Optional<PrivateNode> leader(String queue) {
    return named(
            "{Name, Node} = amqqueue:get_pid(Queue),"
                + " case ra_leaderboard:lookup_leader(Name) of undefined -> Node;"
                + " {_, Leader} -> Leader end",
            queue)
        .stream()
        .findFirst();
  }

  /**
   * The node that leads a quorum queue, once one that answers does.
   *
   * @throws IllegalStateException if none does within 50 s, or there is no such queue
   */
  public PrivateNode awaitLeader(String queue) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    // A control command takes a second, which is pause enough.
    Optional<PrivateNode> leader = leader(queue).filter(this::answers);
    while (leader.isEmpty() && System.nanoTime() - deadline < 0) {
      leader = leader(queue).filter(this::answers);
    }
    return leader.orElseThrow(
        () ->
            new IllegalStateException(
                "No node that answers leads queue '%s' after %d s"
                    .formatted(queue, PATIENCE_SECONDS)));
  }

  /**
   * The nodes that hold a copy of a quorum queue, whether they run or not.
   *
   * @throws IllegalStateException if no node answers, or there is no such queue
   */
  public List<PrivateNode> members(String queue) {
    return named("rabbit_amqqueue:info(Queue, [members])", queue);
  }

  /** The nodes that an Erlang expression over the variable {@code Queue} names. */
  private List<PrivateNode> named(String expression, String queue) {
    String answer =
        anyThatAnswers()
            .control(
                "eval",
                "{ok, Queue} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"%s\">>, queue, <<\"%s\">>)), %s."
                    .formatted(VIRTUAL_HOST, queue, expression));
    return nodes.stream().filter(node -> answer.contains(node.name())).toList();
  }

  private PrivateNode anyThatAnswers() {
    return nodes.stream()
        .filter(this::answers)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No node of the cluster answers"));
  }

  private boolean answers(PrivateNode node) {
    return node.isRunning() && !node.isPaused() && !cutOff.contains(node);
  }

  /**
   * Cuts a node off from the others, whose clients stay connected: they take the connection down,
   * and from now on refuse each other's, because the node shows them another cookie. They learn of
   * it at once, as by a firewall that rejects; one that drops would cost them a minute. The node
   * pauses itself: it closes its clients' connections and its ports, until {@link #heal()}.
   *
   * @throws IllegalStateException if the node does not run, or does not do it
   */
  public void partition(PrivateNode node) {
    cutOff.add(node);
    node.control(
        "eval", forOthers(node, "erlang:set_cookie(N, cut_off), erlang:disconnect_node(N)"));
  }

  /**
   * Lets the nodes that were cut off find the others again; returns when the cluster is whole. All
   * its nodes are to run.
   *
   * @throws IllegalStateException if it is not whole within 50 s
   */
  public void heal() {
    for (PrivateNode node : cutOff) {
      // One that was started anew has forgotten it.
      node.control(
          "eval",
          forOthers(node, "erlang:set_cookie(N, erlang:get_cookie()), net_kernel:connect_node(N)"));
    }
    cutOff.clear();
    awaitWhole();
  }

  private String forOthers(PrivateNode node, String expression) {
    return nodes.stream()
        .filter(other -> other != node)
        .map(other -> "'" + other.name() + "'")
        .collect(
            Collectors.joining(", ", "lists:foreach(fun(N) -> " + expression + " end, [", "])."));
  }

  /**
   * Restarts one node after the other in good order, as an upgrade does: each only after every
   * quorum queue can do without it.
   *
   * @throws IllegalStateException if a node does not stop or start, or a queue does not catch up
   */
  public void restartRolling() {
    for (PrivateNode node : nodes) {
      awaitWhole();
      node.control(
          "eval",
          "true = rabbit_upgrade_preparation:await_online_quorum_plus_one(%d000)."
              .formatted(PATIENCE_SECONDS));
      node.restart();
    }
    awaitWhole();
  }

  /** Ends the nodes and deletes their data. Their logs stay. */
  @Override
  public void close() {
    onEach(PrivateNode::close);
  }
}
