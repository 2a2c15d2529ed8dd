package io.pikabus.rabbitmq.node;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Docker engine that seems to be there. Found without Testcontainers, which takes seconds and
 * many lines of log to find that there is none.
 *
 * @param address where it is
 */
record DockerEngine(String address) {

  /** The engine that DOCKER_HOST names, or one whose socket takes a connection. */
  static Optional<DockerEngine> find(Map<String, String> environment) {
    String host = environment.getOrDefault("DOCKER_HOST", "");
    if (!host.isBlank()) {
      // Whether it answers, Testcontainers finds out: it may be a remote one, with TLS.
      return Optional.of(new DockerEngine(host));
    }
    return sockets(environment).stream()
        .filter(DockerEngine::takesConnection)
        .findFirst()
        .map(socket -> new DockerEngine(socket.toString()));
  }

  /** The sockets that Testcontainers looks at too. */
  private static List<Path> sockets(Map<String, String> environment) {
    Path home = Path.of(System.getProperty("user.home", ""));
    return List.of(
        Path.of("/var/run/docker.sock"),
        Path.of(environment.getOrDefault("XDG_RUNTIME_DIR", "/var/run"), "docker.sock"),
        home.resolve(".docker/run/docker.sock"),
        home.resolve(".docker/desktop/docker.sock"));
  }

  private static boolean takesConnection(Path socket) {
    if (!Files.exists(socket)) {
      return false;
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      Progress.say("no Docker engine behind " + socket + ": " + e.getMessage());
      return false;
    }
  }
}
