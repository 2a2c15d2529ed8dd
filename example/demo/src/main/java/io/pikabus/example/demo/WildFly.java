package io.pikabus.example.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * WildFly, run by its own start script.
 *
 * @param home where it is provisioned
 */
record WildFly(Path home) implements Server {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String EAR = "shop.ear";
  private static final Path ON_POSTGRESQL = Path.of("server-config/wildfly/postgresql.cli");

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
  public Launch prepare(Path folder, Path ear, int httpPort, Optional<DatabaseAddress> database)
      throws IOException, InterruptedException {
    Folders.copyFiles(home.resolve("standalone/configuration"), folder.resolve("configuration"));
    if (database.isPresent()) {
      new CommandLine(home, folder).run(ON_POSTGRESQL);
    }
    Path deployments = Files.createDirectories(folder.resolve("deployments"));
    Files.copy(ear, deployments.resolve(EAR)); // deployed while the server starts
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

  @Override
  public Path log(Path folder) {
    return folder.resolve("log/server.log");
  }

  @Override
  public boolean deploymentFailed(Path folder) {
    return Files.exists(folder.resolve("deployments").resolve(EAR + ".failed"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getAllByName(LOOPBACK)[0])) {
      return socket.getLocalPort();
    }
  }
}
