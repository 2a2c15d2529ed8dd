package io.pikabus.config;

import static io.pikabus.config.Reading.source;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.config.ConfigKey.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The page about configuration is made from the keys. */
class ConfigurationTableTest {

  private static final Path PAGE = Path.of("..", "docs", "configuration.md");
  private static final String BEGIN = "<!-- keys -->\n";
  private static final String END = "<!-- /keys -->";

  @Test
  void the_page_has_the_table_of_the_keys() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    assertThat(begin).as("place of %s in %s", BEGIN.strip(), PAGE).isNotNegative();
    assertThat(end).as("place of %s in %s", END, PAGE).isGreaterThan(begin);
    assertThat(page.substring(begin + BEGIN.length(), end))
        .as("%s between its markers. Paste this:%n%n%s", PAGE, ConfigurationTable.markdown())
        .isEqualTo(ConfigurationTable.markdown());
  }

  @Test
  void the_pages_example_of_faults_is_what_a_deployment_says() throws IOException {
    SettingsReader reader = new SettingsReader();
    reader.api(source("mp.messaging.connector.pikabus.", Map.of("port", "amqp")));
    reader.incoming("orders", source("mp.messaging.incoming.orders.", Map.of("prefech", "8")));
    reader.outgoing(source("mp.messaging.outgoing.order-events.", Map.of()));
    assertThatThrownBy(reader::throwFaults)
        .satisfies(faults -> assertThat(Files.readString(PAGE)).contains(faults.getMessage()));
  }

  @Test
  void the_table_has_a_line_a_key_and_five_columns() {
    List<String> lines = ConfigurationTable.markdown().lines().toList();
    assertThat(lines).hasSize(Keys.ALL.size() + 2);
    assertThat(lines).allMatch(line -> line.replaceAll("[^|]", "").length() == 6);
    assertThat(lines)
        .contains(
            "| `prefetch` | incoming | integer | `64` | Messages the broker may deliver ahead of the handler at most; fewer while the handler is slow, so that none waits long for its acknowledgement. |");
  }

  @Test
  void no_two_keys_of_a_channel_have_the_same_spelling() {
    for (Scope other : Set.of(Scope.INCOMING, Scope.OUTGOING)) {
      Map<String, List<ConfigKey<?>>> spelt =
          Keys.ALL.stream()
              .filter(key -> key.scope() != other)
              .collect(groupingBy(ConfigKey::name));
      assertThat(spelt).allSatisfy((name, keys) -> assertThat(keys).as(name).hasSize(1));
    }
  }

  @Test
  void every_key_is_spelt_in_small_letters_with_hyphens_and_explained_in_a_sentence() {
    assertThat(Keys.ALL)
        .allSatisfy(
            key -> {
              assertThat(key.name()).matches("([a-z]+\\.)?[a-z]+(-[a-z]+)*");
              assertThat(key.sentence()).matches("[A-Z].*\\.");
            });
  }

  @Test
  void every_default_can_be_read_as_it_is_documented() {
    assertThat(Keys.ALL)
        .filteredOn(key -> key.defaultText() != null)
        .hasSize(46)
        .allSatisfy(key -> assertThat(key.type().reader().apply(key.defaultText())).isNotNull());
  }

  @Test
  void the_passwords_are_the_secrets() {
    assertThat(Keys.ALL)
        .filteredOn(ConfigKey::secret)
        .extracting(ConfigKey::name)
        .containsExactly("url", "password", "tls.trust-store-password", "tls.key-store-password");
  }
}
