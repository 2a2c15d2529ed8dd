package io.pikabus.rabbitmq.node;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A RabbitMQ node of our own on this machine: own folder, own name, own user, own ports on
 * loopback. It can be killed, stopped, paused and started again with the same data and port.
 *
 * <p>Safe for use by several threads; what changes the node's state happens one after the other.
 * Every method that waits throws IllegalStateException if its thread is interrupted. When the JVM
 * ends, a node that was not closed ends with it.
 */
public final class PrivateNode implements Broker {

  private static final Duration START_PATIENCE = Duration.ofMinutes(2);

  private static final List<String> DEPRECATED =
      List.of(
          "amqp_address_v1",
          "global_qos",
          "management_metrics_collection",
          "queue_master_locator",
          "ram_node_type",
          "transient_nonexcl_queues");

  private final NodeEnvironment environment;
  private final URI uri;
  private final NodeProcesses processes;
  private volatile String version = "";
  private boolean closed;
  private boolean khepriMissing;
  private volatile boolean encrypts;

  /**
   * @param khepriMissing whether the first start is to enable it
   */
  private PrivateNode(
      NodeEnvironment environment, NodeProcesses processes, URI uri, boolean khepriMissing) {
    this.environment = environment;
    this.processes = processes;
    this.uri = uri;
    this.khepriMissing = khepriMissing;
  }

  /**
   * A new node without data that does not run yet: call {@link #start()}.
   *
   * @param directory made if absent; the node's own folder is made below it
   * @throws IllegalStateException if rabbitmq-server is not on this machine
   * @throws java.io.UncheckedIOException if the folder cannot be written
   */
  public static PrivateNode create(Path directory) {
    return create(directory, RabbitMqInstallation.ofThisMachine(), TestBroker.of(System.getenv()));
  }

  /**
   * A new node as {@link #create(Path)} makes one, which listens for TLS at {@link #tlsPort()} too.
   *
   * @throws IllegalStateException if rabbitmq-server is not on this machine
   * @throws java.io.UncheckedIOException if the folder cannot be written
   */
  public static PrivateNode create(Path directory, TlsFiles tls) {
    PrivateNode node = create(directory);
    node.environment.files().configure(tls.configuration(node.tlsPort()));
    node.encrypts = true;
    return node;
  }

  /**
   * A new node as {@link #create(Path)} makes one, which refuses what RabbitMQ 4 knows as
   * deprecated, as a later one will. RabbitMQ 3 knows nothing as that.
   *
   * @throws IllegalStateException if rabbitmq-server is not on this machine
   * @throws java.io.UncheckedIOException if the folder cannot be written
   */
  public static PrivateNode createWithoutDeprecatedFeatures(Path directory) {
    PrivateNode node = create(directory);
    if (!node.environment.installation().version().startsWith("3.")) {
      node.environment
          .files()
          .configure(
              DEPRECATED.stream()
                  .map("deprecated_features.permit.%s = false%n"::formatted)
                  .collect(Collectors.joining()));
    }
    return node;
  }

  /**
   * A new node as {@link #create(Path, TlsFiles)} makes one, which also takes the common name of a
   * client's certificate for its user, by the SASL mechanism EXTERNAL.
   *
   * @throws IllegalStateException if rabbitmq-server is not on this machine
   * @throws java.io.UncheckedIOException if the folder cannot be written
   */
  public static PrivateNode createForCertificates(Path directory, TlsFiles tls) {
    PrivateNode node = create(directory, tls);
    node.environment.files().takeCertificatesForUsers();
    return node;
  }

  /**
   * A new node as {@link #create(Path)} makes one, which takes access tokens of OAuth 2 (JWT,
   * HS256) for passwords: audience {@code rabbitmq}, scopes such as {@code rabbitmq.write:*&#47;*},
   * key id {@code tests}.
   *
   * @param key with which the tokens are signed, in base64url without padding
   * @throws IllegalStateException if rabbitmq-server is not on this machine
   * @throws java.io.UncheckedIOException if the folder cannot be written
   */
  public static PrivateNode createForTokens(Path directory, String key) {
    PrivateNode node = create(directory);
    node.environment.files().takeTokensForUsers(key);
    return node;
  }

  static PrivateNode create(Path directory, RabbitMqInstallation installation, TestBroker kind) {
    NodeSecrets secrets = NodeSecrets.create();
    Ports ports = Ports.choose();
    NodeEnvironment environment =
        new NodeEnvironment(installation, NodeFiles.create(directory, secrets), ports);
    NodeProcesses processes = new NodeProcesses(environment, new NameServer(environment));
    return new PrivateNode(environment, processes, secrets.uri(ports), kind.khepri());
  }

  /** A node of a cluster, which enables what the nodes are to have in common. */
  static PrivateNode member(NodeEnvironment environment, NameServer names, URI uri) {
    return new PrivateNode(environment, new NodeProcesses(environment, names), uri, false);
  }

  /** What Erlang calls it. */
  String name() {
    return environment.nodeName();
  }

  /**
   * Starts the node, unless it runs, with the data it has. Returns when it answers AMQP.
   *
   * @throws IllegalStateException if it was closed, if its port is taken, or if it does not answer
   *     within two minutes; the message then shows what its logs say
   */
  public synchronized void start() {
    if (isRunning()) {
      return;
    }
    if (closed) {
      throw new IllegalStateException(describe() + " was closed; create another one");
    }
    environment.ports().requireFreeForNode();
    Progress.say("starting " + describe());
    long begin = System.nanoTime();
    try {
      processes.start();
      awaitReady(START_PATIENCE);
      if (khepriMissing) {
        control("eval", TestBroker.ENABLE_KHEPRI);
        khepriMissing = false;
      }
    } catch (IllegalStateException e) {
      kill();
      throw new IllegalStateException(e.getMessage() + environment.files().endOfLogs(), e);
    }
    Progress.say(describe() + ", answers after " + (System.nanoTime() - begin) / 1_000_000 + " ms");
  }

  /**
   * Waits until a client can open a connection.
   *
   * @throws IllegalStateException if none can within {@code timeout}, or the node does not run
   */
  public void awaitReady(Duration timeout) {
    version = new AmqpProbe(uri).awaitConnection(timeout, this::isRunning);
    if (encrypts) {
      // It listens there a moment later.
      AmqpProbe.awaitListener(tlsPort(), timeout);
    }
  }

  /**
   * Stops the node in good order, be it paused, unless it does not run: clients are told, data is
   * written and stays.
   *
   * @throws IllegalStateException if it still runs after a minute
   */
  public synchronized void stop() {
    processes.server().ifPresent(this::stop);
  }

  private void stop(ServerProcess server) {
    Signals.send("CONT", server.main());
    if (!server.stop()) {
      throw new IllegalStateException(
          describe() + " still runs a minute after SIGTERM" + environment.files().endOfLogs());
    }
    Progress.say("stopped " + describe());
  }

  /**
   * Ends the node with SIGKILL, as a crash would, be it paused, unless it does not run. Its data
   * stays as it is on disk: what was declared in the last two seconds may not be there, see {@link
   * #syncDeclarations()}. Returns when the node is gone.
   */
  public synchronized void kill() {
    processes.server().ifPresent(this::kill);
  }

  private void kill(ServerProcess server) {
    server.kill();
    Progress.say("killed " + describe());
  }

  /**
   * Has the node write to disk what it was told of queues, exchanges and bindings; returns when
   * that is done. To be called between a declaration and a {@link #kill()} that it is to survive.
   *
   * <p>RabbitMQ answers a declaration when its transaction is on disk, but it hands the note that
   * the transaction was decided to another process, which may write it up to two seconds later. A
   * node killed in between presumes at its next start that the declaration was given up: the queue
   * is gone, and so is what was confirmed into it. The directory of quorum queues is written twice
   * a second; a queue that is missing there never elects a leader again.
   *
   * @throws IllegalStateException if the node does not run, or does not do it
   */
  public void syncDeclarations() {
    // The first call waits until the note is in the log's hands, the second one for the disk.
    // Khepri answers when its log is on disk.
    control(
        "eval",
        "_ = code:ensure_loaded(rabbit_khepri),"
            + " case erlang:function_exported(rabbit_khepri, is_enabled, 0)"
            + " andalso rabbit_khepri:is_enabled() of true -> ok; false ->"
            + " ok = mnesia_recover:sync(), ok = mnesia:sync_log() end,"
            + " lists:foreach(fun(Table) -> ok = dets:sync(Table) end, dets:all()).");
  }

  /** {@link #stop()}, then {@link #start()}. */
  public synchronized void restart() {
    stop();
    start();
  }

  /**
   * Freezes the node with SIGSTOP: connections stay open, nothing answers any more. Returns when
   * nothing of it runs.
   *
   * @throws IllegalStateException if the node does not run
   */
  public synchronized void pause() {
    Signals.stop(beam());
    Progress.say("paused " + describe());
  }

  /**
   * Lets a paused node go on.
   *
   * @throws IllegalStateException if the node does not run
   */
  public synchronized void resume() {
    Signals.send("CONT", beam());
    Progress.say("resumed " + describe());
  }

  /** Whether it is frozen by {@link #pause()}. */
  boolean isPaused() {
    return processes.server().map(ServerProcess::main).filter(Signals::isStopped).isPresent();
  }

  private ProcessHandle beam() {
    return processes
        .server()
        .map(ServerProcess::main)
        .orElseThrow(
            () -> new IllegalStateException(describe() + " does not run; call start() first"));
  }

  /**
   * Runs rabbitmqctl against this node.
   *
   * @param arguments for instance {@code "set_vm_memory_high_watermark", "0.0001"}
   * @return what it printed, errors included
   * @throws IllegalStateException if it failed, with what it printed, or took longer than a minute
   */
  public String control(String... arguments) {
    return new NodeControl(environment).run(arguments);
  }

  /**
   * Changes a setting of the running node, such as {@code max_message_size}, until it stops.
   *
   * @throws IllegalStateException if the node does not run, or does not do it
   */
  public void set(String setting, long value) {
    // RabbitMQ 4 copies some settings to where its channels read them.
    control(
        "eval",
        "application:set_env(rabbit, %1$s, %2$d), case persistent_term:get(%1$s, none) of none -> ok; _ -> persistent_term:put(%1$s, %2$d) end."
            .formatted(setting, value));
  }

  /** Whether the node's process is there, be it paused. */
  public boolean isRunning() {
    return processes.server().isPresent();
  }

  /** The TCP port on 127.0.0.1 where clients connect; the same for the node's whole life. */
  public int port() {
    return environment.ports().amqp();
  }

  /** The TCP port on 127.0.0.1 for TLS; nobody listens there on a node without {@link TlsFiles}. */
  public int tlsPort() {
    return environment.ports().tls();
  }

  /**
   * Has the node read its certificate and key anew; connections that are open stay.
   *
   * @throws IllegalStateException if the node does not run, or does not do it
   */
  public void reloadCertificates() {
    control("eval", "ok = ssl:clear_pem_cache().");
  }

  NodeProcesses processes() {
    return processes;
  }

  @Override
  public URI uri() {
    return uri;
  }

  @Override
  public String describe() {
    return "private rabbitmq-server %son 127.0.0.1:%d (data in %s)"
        .formatted(
            version.isEmpty() ? "" : version + " ", port(), environment.files().shownDirectory());
  }

  /** Ends the node and deletes its data. Its logs stay. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      processes.end();
      environment.files().deleteAllButLogs();
    }
  }
}
