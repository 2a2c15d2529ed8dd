package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pikabus.ConfigurationException;
import io.pikabus.config.PayloadSettings;
import io.pikabus.faults.Log;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelConfigurationTest {

  private static final String COMMON = "mp.messaging.connector.pikabus.";
  private static final String ORDERS = "mp.messaging.incoming.orders.";
  private static final String EVENTS = "mp.messaging.outgoing.events.";

  private static final Map<String, String> WORKING =
      Map.of(
          ORDERS + "connector", "pikabus", EVENTS + "connector", "pikabus", EVENTS + "topic", "t");

  private static List<String> faults(Map<String, String> more, String... others) {
    Map<String, String> all = new HashMap<>(WORKING);
    all.putAll(more);
    return catchThrowableOfType(ConfigurationException.class, () -> check(all, others)).faults();
  }

  @Test
  void how_payloads_are_written_and_read_is_said_for_the_connector() {
    assertThat(new ChannelConfiguration(new FixedConfig(WORKING), Map.of()).payload())
        .isEqualTo(new PayloadSettings(true, false));
    Map<String, String> said =
        Map.of(COMMON + "payload.strict", "false", COMMON + "payload.nulls", "true");
    assertThat(new ChannelConfiguration(new FixedConfig(said), Map.of()).payload())
        .isEqualTo(new PayloadSettings(false, true));
    assertThat(faults(Map.of(COMMON + "payload.nulls", "maybe")))
        .containsExactly(COMMON + "payload.nulls = 'maybe' cannot be used. Write true or false.");
  }

  private static void check(Map<String, String> settings, String... others) {
    NamedSslContexts sslContexts = new NamedSslContexts();
    sslContexts.add("to-broker");
    new ChannelConfiguration(new FixedConfig(settings), Map.of())
        .check(
            List.of(others),
            sslContexts,
            new Consumers().exceptions(),
            new AdapterCheck(new NamedObjects(Map.of()), Duration.ZERO));
  }

  @Test
  void channels_that_say_the_least_have_no_faults() {
    check(WORKING);
    check(Map.of());
  }

  @Test
  void faults_of_all_channels_of_the_connector_and_of_the_application_come_together() {
    assertThat(
            faults(
                Map.of(COMMON + "hots", "x", ORDERS + "prefetch", "0", EVENTS + "mandatory", "no"),
                "Channel 'orders' is consumed twice."))
        .hasSize(4)
        .anyMatch(fault -> fault.startsWith("Channel 'orders'"))
        .anyMatch(fault -> fault.startsWith(COMMON + "hots is not a key"))
        .anyMatch(fault -> fault.startsWith(ORDERS + "prefetch = '0'"))
        .anyMatch(fault -> fault.startsWith(EVENTS + "mandatory = 'no'"));
  }

  @Test
  void a_password_in_the_clear_is_warned_of_once_a_broker() {
    try (Log log = new Log()) {
      check(Map.of(COMMON + "connector", "x"));
      check(WORKING);
      assertThat(log.lines()).isEmpty();
      Map<String, String> away = new HashMap<>(WORKING);
      away.put(COMMON + "host", "rabbit.example");
      away.put(EVENTS + "host", "other.example");
      check(away);
      assertThat(log.lines())
          .hasSize(2)
          .allMatch(line -> line.startsWith("WARNING The password of user 'guest'"))
          .anyMatch(line -> line.contains("to rabbit.example:5672 unencrypted"))
          .anyMatch(line -> line.contains("to other.example:5672 unencrypted"));
    }
  }

  @Test
  void an_adapter_that_is_not_there_is_named_with_all_other_faults() {
    assertThat(
            faults(
                Map.of(
                    EVENTS + "transaction",
                    "xa",
                    COMMON + "xa.connection-factory",
                    "java:/eis/bus",
                    ORDERS + "prefetch",
                    "0")))
        .hasSize(2)
        .anyMatch(fault -> fault.startsWith(ORDERS + "prefetch = '0'"))
        .anyMatch(
            fault ->
                fault.startsWith(
                    COMMON
                        + "xa.connection-factory = 'java:/eis/bus': there is nothing of that name."));
  }

  @Test
  void a_fault_that_all_channels_inherit_is_named_once_and_where_it_stands() {
    assertThat(faults(Map.of(COMMON + "port", "amqp")))
        .singleElement()
        .asString()
        .startsWith(COMMON + "port = 'amqp'");
  }

  @Test
  void queues_that_are_declared_are_checked_and_belong_to_no_channel() {
    assertThat(faults(Map.of(COMMON + "declare-queues", ",", ORDERS + "declare-queues", "audit")))
        .hasSize(2)
        .anyMatch(fault -> fault.startsWith(COMMON + "declare-queues = ','"))
        .anyMatch(fault -> fault.startsWith(ORDERS + "declare-queues"));
  }

  @Test
  void a_queue_that_is_inherited_and_a_topic_are_named_where_they_stand() {
    assertThat(faults(Map.of(COMMON + "queue", "q")))
        .singleElement()
        .asString()
        .contains(COMMON + "queue = 'q'", EVENTS + "topic = 't'");
  }

  @Test
  void message_types_that_cannot_be_read_say_what_to_write() {
    assertThat(faults(Map.of(ORDERS + "message-types", "shop.*.Order")))
        .singleElement()
        .asString()
        .startsWith(ORDERS + "message-types = 'shop.*.Order' cannot be used. Write message types")
        .contains("a star stands at the end only");
    assertThat(faults(Map.of(EVENTS + "message-types", "shop.Order")))
        .singleElement()
        .asString()
        .contains("It is a key of the incoming channels");
    assertThat(faults(Map.of(ORDERS + "message-type", "shop.Order")))
        .singleElement()
        .asString()
        .contains("Did you mean 'message-types'?");
  }

  @Test
  void an_ssl_context_must_be_there_under_its_name() {
    check(Map.of(COMMON + "tls", "true", COMMON + "tls.context", "to-broker"));
    check(Map.of(COMMON + "tls", "true", COMMON + "tls.context", "default"));
    assertThat(faults(Map.of(COMMON + "tls", "true", ORDERS + "tls.context", "to-brokr")))
        .singleElement()
        .asString()
        .contains(ORDERS + "tls.context = 'to-brokr' names no CDI bean", "there are [to-broker]");
  }

  @Test
  void the_channels_of_other_connectors_are_left_alone() {
    Map<String, String> others =
        Map.of(
            "mp.messaging.incoming.a.connector", "smallrye-kafka",
            "mp.messaging.incoming.a.prefetch", "none",
            "mp.messaging.connector.smallrye-kafka.hots", "x");
    check(others);
  }

  @Test
  void the_bus_has_what_the_connector_says() {
    FixedConfig config =
        new FixedConfig(Map.of(COMMON + "host", "rabbit", COMMON + "mandatory", "false"));
    var api = new ChannelConfiguration(config).api();
    assertThat(api.mandatory()).isFalse();
    assertThat(api.bus().connection())
        .hasToString("RabbitMQ at rabbit:5672, virtual host '/', user 'guest'");
  }

  @Test
  void a_channel_is_read_from_what_the_runtime_hands_over_for_it() {
    FixedConfig handedOver =
        new FixedConfig(Map.of("channel-name", "orders$2", "prefetch", "8", "whatever", "else"));
    var orders = ChannelConfiguration.incoming("orders$2", handedOver);
    assertThat(orders.queue()).isEqualTo("orders");
    assertThat(orders.prefetch()).isEqualTo(8);
    assertThatThrownBy(
            () -> ChannelConfiguration.outgoing("events", new FixedConfig(Map.of("topic", " "))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(EVENTS + "topic = ' '");
  }

  @ParameterizedTest
  @CsvSource({
    "host, ${RABBIT_HOST}, RABBIT_HOST",
    "host, rabbit-${ZONE}.example, ZONE",
    "host, ${RABBIT_HOST:${FALLBACK}}, FALLBACK",
    "port, ${rabbit.port}, rabbit.port",
    "addresses, 'rabbit1:5672,${NODE2}', NODE2",
    "transaction, ${UNSET}, UNSET",
    "password, ${RABBIT_PASSWORD}, RABBIT_PASSWORD",
    "username, ${env.USER}, env.USER",
    "virtual-host, ${RABBIT_VHOST}, RABBIT_VHOST",
    "tls, ${TLS}, TLS",
    "outbox.datasource, ${DATASOURCE}, DATASOURCE",
    "no-retry-on, ${GIVE_UP_ON}, GIVE_UP_ON"
  })
  void an_expression_that_nothing_sets_is_not_the_default(
      String key, String value, String variable) {
    assertThat(faults(Map.of(COMMON + key, value)))
        .singleElement()
        .asString()
        .startsWith(COMMON + key + " = ")
        .contains("cannot be used: nothing sets " + variable + ". Set it")
        .contains("${" + variable + ":default}", "leave the key out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"queue", "prefetch", "topics", "max-retries"})
  void an_expression_of_a_channel_is_named_with_the_channel(String key) {
    assertThat(faults(Map.of(ORDERS + key, "${UNSET}")))
        .singleElement()
        .asString()
        .startsWith(ORDERS + key + " = '${UNSET}' cannot be used: nothing sets UNSET.");
  }

  @Test
  void an_expression_hides_nothing_that_stands_behind_it() {
    assertThat(faults(Map.of(ORDERS + "host", "${UNSET}", COMMON + "host", "rabbit")))
        .singleElement()
        .asString()
        .startsWith(ORDERS + "host = '${UNSET}'");
  }

  @Test
  void expressions_with_a_value_or_a_default_are_read() {
    Map<String, String> settings = new HashMap<>(WORKING);
    settings.put("RABBIT_HOST", "rabbit");
    settings.put(COMMON + "host", "${RABBIT_HOST}");
    settings.put(COMMON + "port", "${RABBIT_PORT:5673}");
    settings.put(COMMON + "virtual-host", "${RABBIT_VHOST:${RABBIT_HOST}}");
    check(settings);
    var connection = new ChannelConfiguration(new FixedConfig(settings)).api().bus().connection();
    assertThat(connection)
        .hasToString("RabbitMQ at rabbit:5673, virtual host 'rabbit', user 'guest'");
  }

  @Test
  void a_value_that_does_not_fit_is_shown_with_the_expression_it_came_from() {
    assertThat(faults(Map.of("RABBIT_PORT", "amqp", COMMON + "port", "${RABBIT_PORT}")))
        .containsExactly(
            COMMON
                + "port = 'amqp' (from '${RABBIT_PORT}') cannot be used. Write a whole number from 1 to 65535.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "password", "username", "transaction", "topics", "no-retry-on"})
  void an_empty_value_is_not_the_default(String key) {
    for (String empty : List.of("", "  ", "\t")) {
      assertThat(faults(Map.of(COMMON + key, empty)))
          .singleElement()
          .asString()
          .startsWith(COMMON + key + " = ")
          .contains("cannot be used. Write ", "or leave the key out");
    }
  }

  @Test
  void an_expression_that_comes_out_empty_is_named() {
    assertThat(faults(Map.of(COMMON + "host", "${RABBIT_HOST:}")))
        .singleElement()
        .asString()
        .startsWith(
            COMMON
                + "host = '${RABBIT_HOST:}' cannot be used: its expression gives an empty value.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${RABBIT_HOST", "${}"})
  void an_expression_that_does_not_end_is_said_to_be_none(String value) {
    assertThat(faults(Map.of(COMMON + "host", value)))
        .singleElement()
        .asString()
        .contains("begins an expression that does not end, or that names nothing");
  }

  @Test
  void expressions_that_go_round_in_a_circle_are_a_fault_like_any_other() {
    assertThat(faults(Map.of(COMMON + "host", "${" + COMMON + "host}")))
        .singleElement()
        .asString()
        .startsWith(COMMON + "host = ");
  }

  @Test
  void of_a_password_nothing_is_shown_but_an_expression_that_is_all_there_is() {
    for (String password : List.of("s3cret${UNSET}", "${s3cret", "a${s3cret}b")) {
      assertThat(faults(Map.of(COMMON + "password", password)))
          .singleElement()
          .asString()
          .startsWith(COMMON + "password = (hidden) cannot be used")
          .doesNotContain("s3cret");
    }
    assertThat(faults(Map.of(COMMON + "password", "${RABBIT_PASSWORD}")))
        .singleElement()
        .asString()
        .startsWith(COMMON + "password = ${RABBIT_PASSWORD} cannot be used: nothing sets");
  }

  @Test
  void a_channel_whose_connector_comes_from_an_expression_is_named() {
    assertThat(faults(Map.of("mp.messaging.incoming.late.connector", "${CONNECTOR}")))
        .singleElement()
        .asString()
        .startsWith("mp.messaging.incoming.late.connector = '${CONNECTOR}' cannot be used");
  }

  @Test
  void the_settings_of_a_single_lane_are_checked_too() {
    assertThat(
            faults(
                Map.of(
                    "mp.messaging.incoming.orders$2.prefetch", "${UNSET}",
                    "mp.messaging.incoming.orders$3.prefech", "8")))
        .hasSize(2)
        .anyMatch(fault -> fault.startsWith("mp.messaging.incoming.orders$2.prefetch = '${UNSET}'"))
        .anyMatch(fault -> fault.startsWith("mp.messaging.incoming.orders$3.prefech is not a key"));
  }

  @ParameterizedTest
  @CsvSource({
    "java.lang.IllegalArgumentExeption, 'there is no such class'",
    "IllegalArgumentException, 'Did you mean ''java.lang.IllegalArgumentException''?'",
    "java.util.Map.Entry, Did you mean 'java.util.Map$Entry'?",
    "java.lang.String, it cannot be thrown",
    "java.io.Closeable, it cannot be thrown",
    "NoSuchThing, 'Write the name in full, or remove it.'"
  })
  void an_exception_that_does_not_exist_is_refused(String name, String found) {
    assertThat(faults(Map.of(ORDERS + "no-retry-on", "java.io.IOException, " + name)))
        .singleElement()
        .asString()
        .startsWith(ORDERS + "no-retry-on = '" + name + "' cannot be used: ")
        .contains(found.replace("''", "'"));
  }

  @Test
  void an_exception_of_a_library_that_is_not_seen_is_no_fault() {
    Map<String, String> settings = new HashMap<>(WORKING);
    settings.put(ORDERS + "no-retry-on", "org.example.driver.BrokenException");
    check(settings);
  }

  @Test
  void a_variable_that_makes_a_channel_of_its_own_is_named_with_the_key_that_was_meant() {
    Map<String, String> settings = new HashMap<>(WORKING);
    settings.put("mp.messaging.incoming.with-dash.connector", "pikabus");
    settings.put("mp.messaging.incoming.with.dash.max.retries", "8"); // what the variable becomes
    assertThat(variables(settings, "MP_MESSAGING_INCOMING_WITH_DASH_MAX_RETRIES"))
        .singleElement()
        .asString()
        .contains(
            "Environment variable MP_MESSAGING_INCOMING_WITH_DASH_MAX_RETRIES",
            "mp.messaging.incoming.with.connector",
            "If mp.messaging.incoming.with-dash.max-retries is meant, write that key into the file too");
  }

  @Test
  void a_variable_for_a_channel_of_another_application_is_named() {
    Map<String, String> settings = new HashMap<>(WORKING);
    settings.put("mp.messaging.outgoing.theirs.queue", "q");
    assertThat(variables(settings, "MP_MESSAGING_OUTGOING_THEIRS_QUEUE"))
        .singleElement()
        .asString()
        .contains("MP_MESSAGING_OUTGOING_THEIRS_QUEUE", "Remove the variable");
  }

  @Test
  void a_variable_for_a_channel_that_is_there_is_none() {
    Map<String, String> settings = new HashMap<>(WORKING);
    settings.put("mp.messaging.incoming.orders.max.retries", "8");
    settings.put("mp.messaging.connector.pikabus.virtual.host", "shop");
    settings.put("mp.messaging.incoming.\"with.dot\".connector", "pikabus");
    settings.put("mp.messaging.incoming.\"with.dot\".prefetch", "8");
    assertThat(
            variables(
                settings,
                "MP_MESSAGING_INCOMING_ORDERS_MAX_RETRIES",
                "MP_MESSAGING_CONNECTOR_PIKABUS_VIRTUAL_HOST",
                "MP_MESSAGING_INCOMING__WITH_DOT__PREFETCH"))
        .isEmpty();
  }

  private static List<String> variables(Map<String, String> settings, String... names) {
    Map<String, String> environment = new HashMap<>();
    for (String name : names) {
      environment.put(name, "8");
    }
    return new Variables(new FixedConfig(settings), environment).faults();
  }
}
