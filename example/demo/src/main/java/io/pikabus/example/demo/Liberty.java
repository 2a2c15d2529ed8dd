package io.pikabus.example.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Open Liberty, run by its own start script.
 *
 * @param home where it is provisioned
 */
record Liberty(Path home) implements Server {
  private static final String SERVER = "shop";

  /** What the log says of an application that could not be started. */
  private static final List<String> FAILED = List.of("CWWKZ0002E", "CWWKZ0012I");

  static Liberty provisioned(Path home) {
    if (!Files.isExecutable(home.resolve("bin/server"))) {
      throw new DemoException(
          "There is no Open Liberty in %s; provision one: mvn -pl server-config/liberty package"
              .formatted(home));
    }
    return new Liberty(home.toAbsolutePath());
  }

  @Override
  public String name() {
    return "Open Liberty";
  }

  @Override
  public Launch prepare(Path folder, int httpPort, Surroundings surroundings) throws IOException {
    Path server = Files.createDirectories(server(folder));
    Files.copy(home.resolve("usr/servers/defaultServer/server.xml"), server.resolve("server.xml"));
    Path drivers = Path.of("shared/resources/jdbc");
    Folders.copyFiles(home.resolve("usr").resolve(drivers), folder.resolve(drivers));
    if (surroundings.onAdapter()) {
      addAdapter(folder, server);
    }
    // An application that server.xml names must not lie where others are found.
    Path archive = surroundings.form().archive();
    Path applications = server.resolve(surroundings.onAdapter() ? "apps" : "dropins");
    Files.copy(archive, Files.createDirectories(applications).resolve(archive.getFileName()));
    ProcessBuilder builder =
        new ProcessBuilder(home.resolve("bin/server").toString(), "run", SERVER);
    builder.environment().put("WLP_USER_DIR", folder.toAbsolutePath().toString());
    builder.environment().remove("WLP_OUTPUT_DIR"); // or it would write there
    builder.environment().remove("LOG_DIR");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("HTTP_PORT", String.valueOf(httpPort));
    return new Launch(builder, URI.create("http://127.0.0.1:%d/health/ready".formatted(httpPort)));
  }

  private static void addAdapter(Path folder, Path server) throws IOException {
    Files.copy(
        Form.ADAPTERS.resolve(Form.ADAPTER_NAME),
        folder.resolve("shared/resources").resolve(Form.ADAPTER_NAME));
    Path configuration = server.resolve("configDropins");
    Files.copy(
        Path.of("server-config/liberty/resource-adapter.xml"),
        Files.createDirectories(configuration.resolve("defaults")).resolve("pikabus.xml"));
    Files.copy(
        Path.of("example/demo/src/main/servers/adapter.xml"),
        Files.createDirectories(configuration.resolve("overrides")).resolve("shop.xml"));
  }

  private static Path server(Path folder) {
    return folder.resolve("servers").resolve(SERVER);
  }

  @Override
  public Path log(Path folder) {
    return server(folder).resolve("logs/messages.log");
  }

  @Override
  public boolean deploymentFailed(Path folder) throws IOException {
    if (!Files.exists(log(folder))) {
      return false;
    }
    try (Stream<String> lines = Files.lines(log(folder), StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> FAILED.stream().anyMatch(line::contains));
    }
  }
}
