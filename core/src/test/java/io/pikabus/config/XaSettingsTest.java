package io.pikabus.config;

import static io.pikabus.config.Reading.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pikabus.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When messages are handed over, and to whom; and which settings cannot stand beside that. */
class XaSettingsTest {

  private static final String COMMON = "mp.messaging.connector.pikabus.";
  private static final String FACTORY = "xa.connection-factory";
  private static final String NAME = "java:/eis/pikabus";

  private final SettingsReader reader = new SettingsReader();

  private Optional<XaSettings> read(Map<String, String> connector, Map<String, String> channel) {
    reader.api(source(COMMON, connector));
    Map<String, String> outgoing = new HashMap<>(connector);
    outgoing.keySet().removeAll(List.of(FACTORY, "outbox.lease"));
    outgoing.putAll(channel);
    outgoing.put("queue", "bills");
    reader.outgoing(source(Reading.OUTGOING, outgoing));
    return reader.xa(source(COMMON, connector));
  }

  private List<String> faults() {
    return catchThrowableOfType(ConfigurationException.class, reader::throwFaults).faults();
  }

  @Test
  void a_deployment_hands_over_what_says_so_and_nothing_else() {
    XaSettings xa =
        read(Map.of(FACTORY, NAME), Map.of("transaction", "xa", "virtual-host", "shop"))
            .orElseThrow();
    reader.throwFaults();
    assertThat(xa.connectionFactory()).isEqualTo(NAME);
    assertThat(xa.place()).isEqualTo(COMMON + FACTORY);
    assertThat(xa.senders()).containsOnlyKeys(Reading.OUTGOING + "transaction");
    assertThat(xa.senders().values())
        .extracting(ConnectionSettings::virtualHost)
        .containsExactly("shop");
  }

  @Test
  void a_name_that_nobody_needs_is_left_alone() {
    assertThat(read(Map.of(FACTORY, "java:comp/env/adapter"), Map.of())).isEmpty();
    reader.throwFaults();
  }

  @Test
  void a_missing_name_is_one_fault_that_names_who_needs_it() {
    assertThat(read(Map.of("transaction", "xa"), Map.of())).isEmpty();
    assertThat(faults())
        .containsExactly(
            COMMON
                + "transaction, "
                + Reading.OUTGOING
                + "transaction = xa needs "
                + COMMON
                + "xa.connection-factory, which is missing. Set it to the JNDI name of the connection factory of pikabus.rar, as the server knows it.");
  }

  @Test
  void a_name_that_is_empty_is_told_once() {
    assertThat(read(Map.of("transaction", "xa", FACTORY, " "), Map.of())).isEmpty();
    assertThat(faults()).singleElement().asString().startsWith(COMMON + FACTORY + " = ' '");
  }

  @ParameterizedTest
  @ValueSource(strings = {"java:comp/env/adapter", "java:module/adapter", "java:comp"})
  void a_name_of_one_component_is_refused(String name) {
    assertThat(read(Map.of("transaction", "xa", FACTORY, name), Map.of())).isEmpty();
    assertThat(faults())
        .singleElement()
        .asString()
        .startsWith(COMMON + FACTORY + " = '" + name + "' is the name of one component")
        .contains("Write the name that the server gives");
  }

  @Test
  void an_inbox_is_refused_since_it_is_a_table() {
    reader.incoming("orders", source(Reading.INCOMING, Map.of("inbox", "true")));
    reader.outgoing(source(Reading.OUTGOING, Map.of("queue", "bills", "transaction", "xa")));
    reader.xa(source(COMMON, Map.of(FACTORY, NAME)));
    assertThat(faults())
        .singleElement()
        .asString()
        .startsWith(
            Reading.OUTGOING
                + "transaction = xa cannot stand beside "
                + Reading.INCOMING
                + "inbox = true: the inbox is a table")
        .endsWith("or leave " + Reading.INCOMING + "inbox out.");
  }

  @Test
  void when_messages_leave_and_where_the_outbox_is_means_nothing_then() {
    Map<String, String> settings =
        Map.of("transaction", "xa", FACTORY, NAME, "flush", "after-commit", "outbox.lease", "PT1S");
    assertThat(read(settings, Map.of())).isPresent();
    reader.throwFaults();
  }
}
