package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pikabus.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

  private static void check(Map<String, String> settings, String... others) {
    NamedSslContexts sslContexts = new NamedSslContexts();
    sslContexts.add("to-broker");
    new ChannelConfiguration(new FixedConfig(settings)).check(List.of(others), sslContexts);
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
  void a_fault_that_all_channels_inherit_is_named_once_and_where_it_stands() {
    assertThat(faults(Map.of(COMMON + "port", "amqp")))
        .singleElement()
        .asString()
        .startsWith(COMMON + "port = 'amqp'");
  }

  @Test
  void a_queue_that_is_inherited_and_a_topic_are_named_where_they_stand() {
    assertThat(faults(Map.of(COMMON + "queue", "q")))
        .singleElement()
        .asString()
        .contains(COMMON + "queue = 'q'", EVENTS + "topic = 't'");
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
}
