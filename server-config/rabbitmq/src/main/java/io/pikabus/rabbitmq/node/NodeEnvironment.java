package io.pikabus.rabbitmq.node;

import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What RabbitMQ's scripts are told, so that a node keeps to its own folder and to loopback.
 *
 * @param installation whose scripts
 * @param files the node's folder
 * @param ports the node's ports
 */
record NodeEnvironment(RabbitMqInstallation installation, NodeFiles files, Ports ports) {

  private static final String ON_LOOPBACK = "-kernel inet_dist_use_interface {127,0,0,1}";

  /** Unique on the machine as long as the node runs, by its port. */
  String nodeName() {
    // "localhost" and not the machine's name, which need not resolve.
    return "pikabus-" + ports.amqp() + "@localhost";
  }

  /** Replaces what RabbitMQ and Erlang would take from this JVM's own environment. */
  void applyTo(Map<String, String> environment) {
    environment.keySet().removeIf(NodeEnvironment::concernsRabbitMqOrErlang);
    environment.put("PATH", searchPath(environment.getOrDefault("PATH", "")));
    environment.putAll(variables());
  }

  private static boolean concernsRabbitMqOrErlang(String variable) {
    return variable.startsWith("RABBITMQ_")
        || variable.startsWith("ERL_")
        // With these the server's script takes itself for a service of systemd's.
        || variable.equals("NOTIFY_SOCKET")
        || variable.equals("RUNNING_UNDER_SYSTEMD")
        || variable.equals("detached");
  }

  private String searchPath(String inherited) {
    if (installation.tree().isPresent()) {
      return SystemTree.SEARCH_PATH;
    }
    // Homebrew and others put erl into the bin folder beside RabbitMQ's sbin.
    return inherited
        + File.pathSeparator
        + installation.scripts().resolveSibling("bin")
        + File.pathSeparator
        + "/opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin";
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>();
    variables.put("HOME", text(files.home()));
    // Elixir, in which rabbitmqctl is written, complains about anything but UTF-8.
    variables.put("LC_ALL", "C.UTF-8");
    variables.put("ERL_EPMD_PORT", String.valueOf(ports.names()));
    variables.put("ERL_EPMD_ADDRESS", "127.0.0.1");
    variables.put("ERL_CRASH_DUMP", text(files.logs().resolve("erl_crash.dump")));
    variables.put("RABBITMQ_NODENAME", nodeName());
    variables.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
    variables.put("RABBITMQ_NODE_PORT", String.valueOf(ports.amqp()));
    variables.put("RABBITMQ_DIST_PORT", String.valueOf(ports.distribution()));
    variables.put("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", ON_LOOPBACK);
    variables.put("RABBITMQ_CTL_ERL_ARGS", ON_LOOPBACK);
    // Unbound: several nodes on one machine would otherwise crowd the same processors.
    variables.put("RABBITMQ_SCHEDULER_BIND_TYPE", "u");
    variables.put("RABBITMQ_CONF_ENV_FILE", text(files.environmentFile()));
    variables.put("RABBITMQ_CONFIG_FILE", text(files.configuration()));
    variables.put("RABBITMQ_ADVANCED_CONFIG_FILE", text(files.advancedConfiguration()));
    variables.put("RABBITMQ_ENABLED_PLUGINS_FILE", text(files.enabledPlugins()));
    variables.put("RABBITMQ_GENERATED_CONFIG_DIR", text(files.directory().resolve("generated")));
    variables.put("RABBITMQ_MNESIA_BASE", text(files.data()));
    variables.put("RABBITMQ_LOG_BASE", text(files.logs()));
    variables.put("RABBITMQ_LOGS", text(files.log()));
    return variables;
  }

  private static String text(Path path) {
    return path.toString();
  }

  /** A command of this node's, its output appended to {@link NodeFiles#output()}. */
  ProcessBuilder command(String... words) {
    ProcessBuilder builder = new ProcessBuilder(installation.command(words));
    // A crash dump or a core goes to the node's folder, not to the build's.
    builder.directory(files.directory().toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(files.output().toFile()));
    applyTo(builder.environment());
    return builder;
  }
}
