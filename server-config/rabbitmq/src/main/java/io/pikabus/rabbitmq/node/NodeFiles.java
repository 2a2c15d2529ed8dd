package io.pikabus.rabbitmq.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of one private node: its configuration, its Erlang home, its data and its logs.
 *
 * @param directory absolute; nobody else's
 */
record NodeFiles(Path directory) {

  static final String USER = "pikabus";

  // Erlang repeats an error in dozens of lines after the one that explains it, or in hundreds.
  private static final int TAIL_LINES = 100;
  private static final int FIRST_ERRORS = 20;

  /** What a node that starts writes first into its log. */
  private static final String START = "log handlers are now ACTIVE";

  /** Makes a new folder below {@code parent} and writes into it what the node reads. */
  static NodeFiles create(Path parent, NodeSecrets secrets) {
    try {
      Path absolute = Files.createDirectories(parent.toAbsolutePath().normalize());
      NodeFiles files = new NodeFiles(Files.createTempDirectory(absolute, "node-"));
      files.write(secrets);
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Could not make the folder of a private RabbitMQ node below " + parent, e);
    }
  }

  private void write(NodeSecrets secrets) throws IOException {
    for (Path folder : List.of(home(), data(), logs())) {
      Files.createDirectories(folder);
    }
    Files.writeString(
        configuration(),
        """
        default_user = %s
        default_pass = %s
        default_vhost = /
        """
            .formatted(USER, secrets.password()));
    // Empty, but there: without them the files in /etc/rabbitmq would be read.
    Files.writeString(advancedConfiguration(), "[].\n");
    Files.writeString(environmentFile(), "");
    Files.writeString(enabledPlugins(), "[].\n");
    Path cookie = home().resolve(".erlang.cookie");
    Files.writeString(cookie, secrets.cookie());
    // Erlang refuses a cookie that others may read.
    Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
  }

  /** Adds lines to the node's configuration. */
  void configure(String lines) {
    try {
      Files.writeString(configuration(), lines, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + configuration(), e);
    }
  }

  /** Enables the plugin by which a client's certificate says who it is. */
  void takeCertificatesForUsers() {
    try {
      Files.writeString(enabledPlugins(), "[rabbitmq_auth_mechanism_ssl].\n");
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + enabledPlugins(), e);
    }
    configure(
        """
        auth_mechanisms.1 = PLAIN
        auth_mechanisms.2 = EXTERNAL
        ssl_cert_login_from = common_name
        """);
  }

  /** Enables the plugin that takes access tokens for users, and says who signs them. */
  void takeTokensForUsers(String key) {
    try {
      Files.writeString(enabledPlugins(), "[rabbitmq_auth_backend_oauth2].\n");
      Files.writeString(
          advancedConfiguration(),
          """
          [{rabbit, [{auth_backends, [rabbit_auth_backend_oauth2, rabbit_auth_backend_internal]}]},
           {rabbitmq_auth_backend_oauth2, [
             {resource_server_id, <<"rabbitmq">>},
             {key_config, [
               {default_key, <<"tests">>},
               {signing_keys, #{<<"tests">> =>
                 {map, #{<<"kty">> => <<"oct">>, <<"alg">> => <<"HS256">>, <<"k">> => <<"%s">>}}}}]}]}].
          """
              .formatted(key));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + advancedConfiguration(), e);
    }
  }

  /** As a reader wants to see it: relative to the working directory if it lies below. */
  Path shownDirectory() {
    Path here = Path.of("").toAbsolutePath();
    return directory.startsWith(here) ? here.relativize(directory) : directory;
  }

  Path home() {
    return directory.resolve("home");
  }

  Path data() {
    return directory.resolve("data");
  }

  Path logs() {
    return directory.resolve("logs");
  }

  Path configuration() {
    return directory.resolve("rabbitmq.conf");
  }

  Path advancedConfiguration() {
    return directory.resolve("advanced.config");
  }

  Path environmentFile() {
    return directory.resolve("rabbitmq-env.conf");
  }

  Path enabledPlugins() {
    return directory.resolve("enabled_plugins");
  }

  /** What the node itself writes. */
  Path log() {
    return logs().resolve("rabbitmq.log");
  }

  /** What the scripts and the Erlang machine print. */
  Path output() {
    return logs().resolve("output.log");
  }

  /**
   * The last lines of both logs, and the first errors since the last start: for a message that says
   * why a node did not start.
   */
  String endOfLogs() {
    List<String> output = lines(output());
    List<String> log = lines(log());
    return part("the end of " + output(), last(TAIL_LINES, output))
        + part("the first errors of " + log(), firstErrors(log))
        + part("the end of " + log(), last(TAIL_LINES, log));
  }

  private static String part(String title, List<String> lines) {
    return lines.isEmpty() ? "" : "\n--- " + title + "\n" + String.join("\n", lines);
  }

  private static List<String> firstErrors(List<String> log) {
    int start = log.size();
    while (start > 0 && !log.get(start - 1).endsWith(START)) {
      start--;
    }
    return log.stream()
        .skip(start)
        .filter(line -> line.contains("[error]"))
        .limit(FIRST_ERRORS)
        .toList();
  }

  private static List<String> last(int count, List<String> lines) {
    return lines.subList(Math.max(0, lines.size() - count), lines.size());
  }

  private static List<String> lines(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      // Decoded leniently: whatever is in the log, it is to be shown.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of("(could not be read: " + e + ")");
    }
  }

  /** Deletes everything but the logs. */
  void deleteAllButLogs() {
    try (Stream<Path> content = Files.walk(directory)) {
      // Backwards, so that what is in a folder goes before the folder.
      List<Path> backwards =
          content
              .filter(path -> !path.equals(directory) && !path.startsWith(logs()))
              .sorted((one, other) -> other.compareTo(one))
              .toList();
      for (Path path : backwards) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not delete the data of the node in " + directory, e);
    }
  }
}
