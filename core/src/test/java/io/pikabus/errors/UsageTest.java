package io.pikabus.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.ConfigurationException;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.errors.Arguments.UsageException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words that are understood, and words that are refused; and where the broker is looked for. */
class UsageTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "retry, retry takes IDs",
    "retry abcd --all, contradict",
    "retry --all --rate 0, --rate '0' is no positive number",
    "retry --all --rate NaN, --rate 'NaN' is no positive number",
    "retry --all --limit 0, --limit '0' is no whole positive number",
    "retry --all --limit 1.5, is no whole positive number",
    "retry --all --to=, --to needs the name of a queue",
    "retry --since yesterday, --since 'yesterday' is no time",
    "retry --all --all-of-them, There is no option --all-of-them",
    "retry --queue, --queue needs a value",
    "retry --queue a --queue b, given twice",
    "list --to x, --to is for retry",
    "list --dry-run, --dry-run is for retry",
    "list --trust-store-password x, A password on the command line",
    "show, show takes the ID",
    "export, export takes one file",
    "export a b, export takes one file",
    "delete x, There is no command 'delete'"
  })
  void faulty_words_are_refused(String line, String reason) {
    assertThatThrownBy(() -> Usage.rate(checked(line)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(reason);
  }

  private static Arguments checked(String line) throws UsageException {
    Arguments arguments = Arguments.of(List.of(line.split(" ")));
    Usage.criteria(arguments, NOW);
    return arguments;
  }

  @ParameterizedTest
  @CsvSource({
    "2h, 2026-11-29T10:00:00Z",
    "90s, 2026-11-29T11:58:30Z",
    "3d, 2026-11-26T12:00:00Z",
    "PT30M, 2026-11-29T11:30:00Z",
    "2026-11-28, 2026-11-28T00:00:00Z",
    "2026-11-28T10:00:00Z, 2026-11-28T10:00:00Z",
    "11/28/2026 10:00:00, 2026-11-28T10:00:00Z"
  })
  void times_are_read(String text, Instant moment) {
    assertThat(Moments.since(text, NOW)).isEqualTo(moment);
  }

  private static final String KEY = "mp.messaging.connector.pikabus.";

  private static OutgoingSettings settings(
      Map<String, String> options, Map<String, String> environment, Map<String, String> file) {
    return new ConsoleSettings(options, Map.of(), environment, file).read();
  }

  @Test
  void an_option_beats_a_variable_and_a_variable_the_file_of_an_application() {
    OutgoingSettings read =
        settings(
            Map.of("host", "option"),
            Map.of("MP_MESSAGING_CONNECTOR_PIKABUS_HOST", "variable", "SHOP_USER", "clerk"),
            Map.of(
                KEY + "host",
                "file",
                KEY + "username",
                "${SHOP_USER}",
                KEY + "virtual-host",
                "${SHOP_VHOST:shop}",
                "mp.messaging.incoming.orders.connector",
                "pikabus",
                "shop.name",
                "x"));

    assertThat(read.bus().connection())
        .hasToString("RabbitMQ at option:5672, virtual host 'shop', user 'clerk'");
  }

  @Test
  void all_faults_are_named_at_once_and_no_secret() {
    assertThatThrownBy(
            () ->
                settings(
                    Map.of("port", "amqp"),
                    Map.of("MP_MESSAGING_CONNECTOR_PIKABUS_HEARTBEAT", "soon"),
                    Map.of("hots", "x", "password", "${geheim", "username", "${NOBODY}")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("--port = 'amqp' cannot be used")
        .hasMessageContaining("MP_MESSAGING_CONNECTOR_PIKABUS_HEARTBEAT = 'soon'")
        .hasMessageContaining("hots is not a key of pikabus. Did you mean 'host'?")
        .hasMessageContaining("nothing sets NOBODY")
        .hasMessageNotContaining("geheim");
  }
}
