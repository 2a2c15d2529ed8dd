package io.pikabus.example.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Payara, for the shop on the resource adapter: it has no MicroProfile Reactive Messaging. Run by
 * its own administration program, in the foreground.
 *
 * @param home where it is provisioned
 */
record Payara(Path home) implements Server {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String DOMAIN = "domain1";
  private static final String CONFIGURATION = "configs.config.server-config.";

  static Payara provisioned(Path home) {
    if (!Files.isExecutable(home.resolve("bin/asadmin"))) {
      throw new DemoException(
          "There is no Payara in %s; provision one: mvn -P payara -pl server-config/payara package"
              .formatted(home));
    }
    return new Payara(home.toAbsolutePath());
  }

  @Override
  public String name() {
    return "Payara";
  }

  @Override
  public Launch prepare(Path folder, int httpPort, Surroundings surroundings) throws IOException {
    if (!surroundings.onAdapter() || surroundings.database().isPresent()) {
      throw new DemoException(
          "On Payara there is the shop on the resource adapter, with the server's own database: --adapter, and no %s."
              .formatted(DatabaseAddress.VARIABLE));
    }
    Folders.copyAll(home.resolve("glassfish/domains").resolve(DOMAIN), domain(folder));
    int administration = WildFly.freePort();
    Path before =
        Files.write(folder.resolve("before.asadmin"), onLoopback(httpPort, administration));
    ProcessBuilder builder =
        program(
            "start-domain",
            "--verbose",
            "--domaindir=" + folder.toAbsolutePath(),
            "--prebootcommandfile=" + before.toAbsolutePath(),
            DOMAIN);
    Path after = Files.write(folder.resolve("after.asadmin"), deployments(surroundings.form()));
    return new Launch(
        builder,
        // Its page of welcome: pikabus.rar has no health check where there is no CDI around it.
        URI.create("http://%s:%d/".formatted(LOOPBACK, httpPort)),
        () -> run(after, administration));
  }

  private ProcessBuilder program(String... arguments) {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/asadmin").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  /** Not while it starts: there its configuration may lock itself up. */
  private void run(Path script, int administration) throws IOException, InterruptedException {
    Process process =
        program(
                "--host=" + LOOPBACK,
                "--port=" + administration,
                "multimode",
                "--file=" + script.toAbsolutePath())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    if (process.waitFor() != 0 || output.contains(" failed.")) {
      throw new DemoException("Payara could not be configured:%n%s".formatted(output));
    }
  }

  /** As it comes, it listens on all addresses. */
  private static List<String> onLoopback(int httpPort, int administration) {
    String listeners = CONFIGURATION + "network-config.network-listeners.network-listener.";
    String orb = CONFIGURATION + "iiop-service.iiop-listener.";
    List<String> commands = new ArrayList<>();
    commands.add(
        "set %shazelcast-config-specific-configuration.enabled=false".formatted(CONFIGURATION));
    commands.add("set hazelcast-runtime-configuration.interface=" + LOOPBACK);
    commands.add("set %shttp-listener-1.port=%d".formatted(listeners, httpPort));
    for (String listener : List.of("http-listener-1", "http-listener-2", "admin-listener")) {
      commands.add("set %s%s.address=%s".formatted(listeners, listener, LOOPBACK));
    }
    commands.add("set %shttp-listener-2.enabled=false".formatted(listeners));
    commands.add("set %sadmin-listener.port=%d".formatted(listeners, administration));
    for (String listener : List.of("orb-listener-1", "SSL", "SSL_MUTUALAUTH")) {
      commands.add("set %s%s.address=%s".formatted(orb, listener, LOOPBACK));
      commands.add("set %s%s.enabled=false".formatted(orb, listener));
    }
    commands.add("set %sadmin-service.jmx-connector.system.enabled=false".formatted(CONFIGURATION));
    commands.add("set %sjms-service.type=DISABLED".formatted(CONFIGURATION));
    commands.add("delete-jms-host default_JMS_host");
    return commands;
  }

  private static List<String> deployments(Form form) throws IOException {
    List<String> commands = new ArrayList<>();
    for (Path script :
        List.of(
            Path.of("server-config/payara/resource-adapter.asadmin"),
            Path.of("example/demo/src/main/servers/payara.asadmin"))) {
      for (String line : Files.readAllLines(script)) {
        commands.add(
            inFull(inFull(line, Form.ADAPTERS.resolve(Form.ADAPTER_NAME)), form.archive()));
      }
    }
    return commands;
  }

  /** An archive that a command names at its end lies elsewhere than the command is given. */
  private static String inFull(String command, Path archive) {
    String name = " " + archive.getFileName();
    return command.endsWith(name)
        ? command.substring(0, command.length() - name.length()) + " " + archive.toAbsolutePath()
        : command;
  }

  private static Path domain(Path folder) {
    return folder.resolve(DOMAIN);
  }

  @Override
  public Path log(Path folder) {
    return domain(folder).resolve("logs/server.log");
  }

  @Override
  public boolean deploymentFailed(Path folder) {
    // Whoever deploys is told.
    return false;
  }
}
