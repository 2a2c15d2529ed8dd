package io.pikabus.rabbitmq.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestBrokerTest {

  @TempDir private Path directory;
  private Path cache;

  @BeforeEach
  void realPath() throws Exception {
    directory = directory.toRealPath();
    cache = directory.resolve("cache");
  }

  /** What RabbitMQ's own archive looks like. */
  private Path archive(String version) throws Exception {
    Path home = directory.resolve("rabbitmq_server-" + version);
    scripts(home.resolve("sbin"), version);
    return home;
  }

  private static void scripts(Path folder, String version) throws Exception {
    Files.createDirectories(folder);
    Files.createDirectories(folder.resolveSibling("plugins").resolve("rabbit-" + version));
    for (String script : List.of("rabbitmq-server", "rabbitmqctl", "rabbitmq-env")) {
      Files.createFile(
          folder.resolve(script),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
  }

  private static void tree(Path root, String version) throws Exception {
    scripts(root.resolve("usr/lib/rabbitmq/bin"), version);
  }

  private Map<String, String> environment(String... more) {
    Map<String, String> all = new HashMap<>(Map.of("XDG_CACHE_HOME", cache.toString()));
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  @Test
  void the_folder_that_the_user_names_comes_first() throws Exception {
    tree(cache.resolve("pikabus/rabbitmq-4"), "4.0.5");
    Path named = archive("4.1.2");

    for (Path folder : List.of(named, named.resolve("sbin"))) {
      RabbitMqInstallation found =
          RabbitMqInstallation.find(
                  environment(TestBroker.VARIABLE, "4", SystemTree.VARIABLE, folder.toString()))
              .orElseThrow();

      assertThat(found.scripts()).isEqualTo(named.resolve("sbin"));
      assertThat(found.version()).isEqualTo("4.1.2");
      assertThat(found.command("rabbitmqctl", "status")).containsExactly("rabbitmqctl", "status");
    }
  }

  @Test
  void the_programs_of_a_named_tree_are_run_inside_it() throws Exception {
    Path tree = directory.resolve("other tree");
    tree(tree, "4.0.5");

    RabbitMqInstallation found =
        RabbitMqInstallation.find(
                environment(TestBroker.VARIABLE, "4-khepri", SystemTree.VARIABLE, tree.toString()))
            .orElseThrow();

    assertThat(found.version()).isEqualTo("4.0.5");
    assertThat(found.server()).hasToString("/usr/lib/rabbitmq/bin/rabbitmq-server");
    assertThat(found.command("rabbitmqctl", "a b"))
        .startsWith("sh", "-c")
        .endsWith(tree.toString(), "rabbitmqctl", "a b");
  }

  @Test
  void a_version_4_in_the_path_is_taken_for_4_and_never_for_3() throws Exception {
    String path = archive("4.1.2").resolve("sbin").toString();

    assertThat(
            RabbitMqInstallation.find(environment(TestBroker.VARIABLE, "3", "PATH", path)).stream())
        .allMatch(found -> found.version().startsWith("3."));
    assertThat(RabbitMqInstallation.find(environment(TestBroker.VARIABLE, "4", "PATH", path)))
        .hasValueSatisfying(found -> assertThat(found.version()).startsWith("4."));
  }

  @Test
  void a_named_folder_of_another_version_or_without_rabbitmq_is_refused() throws Exception {
    Path three = archive("3.13.7");

    assertThatThrownBy(
            () ->
                RabbitMqInstallation.find(
                    environment(TestBroker.VARIABLE, "4", SystemTree.VARIABLE, three.toString())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("RabbitMQ 3.13.7")
        .hasMessageContaining("Name a broker of version 4.x");
    assertThatThrownBy(
            () ->
                RabbitMqInstallation.find(
                    environment(
                        TestBroker.VARIABLE, "4", SystemTree.VARIABLE, directory.toString())))
        .hasMessageContaining("usr/lib/rabbitmq/bin/rabbitmq-server");
  }

  @Test
  void what_is_not_asked_for_is_not_looked_at() throws Exception {
    Path empty = directory.resolve("nothing");

    assertThat(
            RabbitMqInstallation.find(environment(SystemTree.VARIABLE, empty.toString())).stream())
        .allMatch(found -> found.tree().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "four", "khepri", "4.0"})
  void another_value_is_refused(String value) {
    assertThatThrownBy(() -> TestBroker.of(Map.of(TestBroker.VARIABLE, value)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'" + value + "'")
        .hasMessageContaining("3, 4, 4-khepri");
  }

  @Test
  void says_how_to_have_version_4_where_there_is_none() {
    assertThat(RabbitMqInstallation.placesLookedAt(environment(TestBroker.VARIABLE, "4")))
        .contains("PIKABUS_TEST_BROKER=4", cache.resolve("pikabus/rabbitmq-4").toString());
    assertThat(TestBroker.FOUR.remedy()).contains("server-config/rabbitmq/install");
  }
}
