package io.pikabus.example.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
  public Launch prepare(Path folder, Path ear, int httpPort, Optional<DatabaseAddress> database)
      throws IOException {
    Path server = Files.createDirectories(server(folder));
    Files.copy(home.resolve("usr/servers/defaultServer/server.xml"), server.resolve("server.xml"));
    Path drivers = Path.of("shared/resources/jdbc");
    Folders.copyFiles(home.resolve("usr").resolve(drivers), folder.resolve(drivers));
    Files.copy(ear, Files.createDirectories(server.resolve("dropins")).resolve("shop.ear"));
    ProcessBuilder builder =
        new ProcessBuilder(home.resolve("bin/server").toString(), "run", SERVER);
    builder.environment().put("WLP_USER_DIR", folder.toAbsolutePath().toString());
    builder.environment().remove("WLP_OUTPUT_DIR"); // or it would write there
    builder.environment().remove("LOG_DIR");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("HTTP_PORT", String.valueOf(httpPort));
    return new Launch(builder, URI.create("http://127.0.0.1:%d/health/ready".formatted(httpPort)));
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
