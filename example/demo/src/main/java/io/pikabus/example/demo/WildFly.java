package io.pikabus.example.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * WildFly, run by its own start script.
 *
 * @param home where it is provisioned
 */
record WildFly(Path home) implements Server {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Path EXAMPLES = Path.of("server-config/wildfly");
  private static final Path OURS = Path.of("example/demo/src/main/servers");

  static WildFly provisioned(Path home) {
    if (!Files.isExecutable(home.resolve("bin/standalone.sh"))) {
      throw new DemoException(
          "There is no WildFly in %s; provision one: mvn -pl server-config/wildfly package"
              .formatted(home));
    }
    return new WildFly(home.toAbsolutePath());
  }

  @Override
  public String name() {
    return "WildFly";
  }

  @Override
  public Launch prepare(Path folder, int httpPort, Surroundings surroundings)
      throws IOException, InterruptedException {
    Folders.copyFiles(home.resolve("standalone/configuration"), folder.resolve("configuration"));
    new CommandLine(home, folder, Form.ADAPTERS).run(scripts(surroundings));
    Path deployments = Files.createDirectories(folder.resolve("deployments"));
    Path archive = surroundings.form().archive();
    Files.copy(archive, deployments.resolve(archive.getFileName())); // deployed at the start
    int managementPort = freePort(); // a WildFly that runs already has the usual one
    ProcessBuilder builder =
        new ProcessBuilder(
            home.resolve("bin/standalone.sh").toString(),
            "-b=" + LOOPBACK,
            "-bmanagement=" + LOOPBACK,
            "-Djboss.server.base.dir=" + folder.toAbsolutePath(),
            "-Djboss.tx.node.id=pikabus-demo",
            "-Djboss.http.port=" + httpPort,
            "-Djboss.management.http.port=" + managementPort);
    builder.environment().remove("JBOSS_HOME"); // may name another WildFly
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LAUNCH_JBOSS_IN_BACKGROUND", "true"); // the script hands signals on
    return new Launch(
        builder, URI.create("http://%s:%d/health/ready".formatted(LOOPBACK, managementPort)));
  }

  private static List<Path> scripts(Surroundings surroundings) {
    boolean postgresql = surroundings.database().isPresent();
    if (surroundings.onAdapter()) {
      return List.of(
          EXAMPLES.resolve("resource-adapter.cli"),
          postgresql ? EXAMPLES.resolve("postgresql-xa.cli") : OURS.resolve("h2-xa.cli"),
          OURS.resolve("default-xa.cli"));
    }
    return postgresql ? List.of(EXAMPLES.resolve("postgresql.cli")) : List.of();
  }

  @Override
  public Path log(Path folder) {
    return folder.resolve("log/server.log");
  }

  @Override
  public boolean deploymentFailed(Path folder) {
    return Stream.of(Form.values())
        .map(form -> form.archive().getFileName() + ".failed")
        .anyMatch(mark -> Files.exists(folder.resolve("deployments").resolve(mark)));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getAllByName(LOOPBACK)[0])) {
      return socket.getLocalPort();
    }
  }
}
