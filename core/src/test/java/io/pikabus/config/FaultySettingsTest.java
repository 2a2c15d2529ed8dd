package io.pikabus.config;

import static io.pikabus.config.Reading.INCOMING;
import static io.pikabus.config.Reading.OUTGOING;
import static io.pikabus.config.Reading.faultsOfIncoming;
import static io.pikabus.config.Reading.faultsOfOutgoing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.ConfigurationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault names the key, what was found and what to do, and comes with all the others. */
class FaultySettingsTest {

  @ParameterizedTest
  @CsvSource({
    "host, '', a host name or address",
    "host, amqp://rabbit, a host name or address",
    "host, rabbit:5672, a host name or address",
    "host, 'rabbit1,rabbit2', a host name or address",
    "host, ${RABBIT_HOST}, a host name or address",
    "topics, '', a comma-separated list",
    "topics, ' , ', a comma-separated list",
    "addresses, ' ', a comma-separated list of host:port",
    "addresses, ',', a comma-separated list of host:port",
    "no-retry-on, ',', fully qualified class names",
    "port, 0, a whole number from 1 to 65535",
    "port, 65536, a whole number from 1 to 65535",
    "port, amqp, a whole number from 1 to 65535",
    "addresses, rabbit1, 'a comma-separated list of host:port, without user or password'",
    "virtual-host, ' ', some text",
    "username, '', some text",
    "connection-timeout, 10, a positive ISO-8601 duration such as PT30S or PT0.5S",
    "connection-timeout, PT0S, a positive ISO-8601 duration such as PT30S or PT0.5S",
    "connection-timeout, PT-1S, a positive ISO-8601 duration such as PT30S or PT0.5S",
    "heartbeat, 30s, a positive ISO-8601 duration such as PT30S or PT0.5S",
    "direct-exchange, '', some text",
    "topic-exchange, '', some text",
    "header-prefix, '', some text",
    "time-format, unix, 'legacy, iso, or a format of Python'",
    "time-format, '%d.%m.%Y', 'legacy, iso, or a format of Python'",
    "time-format, '%d.%m.%Y %H:%M:%S %p', 'legacy, iso, or a format of Python'",
    "time-format, '%d.%m.%Y %H:%M:%S %', 'legacy, iso, or a format of Python'",
    "listener-queue, '', some text",
    "queue, '', some text",
    "queue-type, mirrored, quorum or classic",
    "prefetch, 0, a whole number from 1 to 65535",
    "prefetch, 65536, a whole number from 1 to 65535",
    "error-queue, '', some text",
    "max-retries, -2, a whole number from -1 to 2147483647",
    "retry-delay, PT-1S, 'an ISO-8601 duration such as PT1S, or PT0S'",
    "retry-backoff, -1, a whole number from 0 to 1000000",
    "no-retry-on, java.lang.IO-Exception, fully qualified class names",
    "drain-timeout, 30, 'an ISO-8601 duration such as PT1S, or PT0S'"
  })
  void every_key_of_an_incoming_channel_names_its_value_and_the_remedy(
      String key, String value, String remedy) {
    assertThat(faultsOfIncoming(Map.of(key, value)))
        .singleElement()
        .asString()
        .startsWith("%s%s = '%s' cannot be used. Write %s".formatted(INCOMING, key, value, remedy));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "queue",
        "topics",
        "error-queue",
        "listener-queue",
        "direct-exchange",
        "topic-exchange"
      })
  void a_name_that_amqp_cannot_carry_is_a_fault(String key) {
    assertThat(faultsOfIncoming(Map.of(key, "é".repeat(128))))
        .singleElement()
        .asString()
        .contains("at most 255 octets in UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"queue", "topic"})
  void a_destination_that_amqp_cannot_carry_is_one_fault(String key) {
    assertThat(faultsOfOutgoing(Map.of(key, "x".repeat(256))))
        .singleElement()
        .asString()
        .contains("at most 255 octets in UTF-8");
  }

  @ParameterizedTest
  @CsvSource({
    "mandatory, yes, true or false",
    "persistent, 1, true or false",
    "destination-from-metadata, maybe, true or false",
    "message-type, '', some text",
    "confirm-timeout, PT0S, a positive ISO-8601 duration such as PT30S or PT0.5S"
  })
  void every_key_of_an_outgoing_channel_names_its_value_and_the_remedy(
      String key, String value, String remedy) {
    assertThat(faultsOfOutgoing(Map.of("queue", "orders", key, value)))
        .singleElement()
        .asString()
        .startsWith("%s%s = '%s' cannot be used. Write %s".formatted(OUTGOING, key, value, remedy));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0.0005S", "P25D", "PT9223372036854775807S"})
  void a_duration_that_the_client_cannot_count_in_milliseconds_is_refused(String duration) {
    assertThat(faultsOfOutgoing(Map.of("queue", "q", "connection-timeout", duration)))
        .singleElement()
        .asString()
        .contains("connection-timeout = '" + duration + "' cannot be used");
  }

  @Test
  void all_faults_come_in_one_exception_each_once_and_in_the_order_of_reading() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("prefech", "8");
    settings.put("port", "amqp");
    settings.put("time-format", "unix");
    settings.put("prefetch", "none");
    assertThatThrownBy(
            () -> {
              SettingsReader reader = new SettingsReader();
              reader.fault("Channel 'a' is consumed twice.");
              reader.incoming("orders", Reading.source(INCOMING, settings));
              reader.incoming("orders", Reading.source(INCOMING, settings));
              reader.outgoing(Reading.source(OUTGOING, Map.of()));
              reader.throwFaults();
            })
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            String.join(
                System.lineSeparator(),
                "pikabus cannot start: 6 faults in the configuration.",
                " - Channel 'a' is consumed twice.",
                " - mp.messaging.incoming.orders.prefech is not a key of pikabus. Did you mean 'prefetch'?",
                " - mp.messaging.incoming.orders.port = 'amqp' cannot be used. Write a whole number from 1 to 65535.",
                " - mp.messaging.incoming.orders.time-format = 'unix' cannot be used. Write legacy, iso, or a format of Python's with %Y, %m, %d, %H, %M and %S once each, such as '%d.%m.%Y %H:%M:%S'; %f, %z and %% may be there, others may not.",
                " - mp.messaging.incoming.orders.prefetch = 'none' cannot be used. Write a whole number from 1 to 65535.",
                " - mp.messaging.outgoing.events.queue and mp.messaging.outgoing.events.topic are both missing. Set exactly one, or mp.messaging.outgoing.events.destination-from-metadata = true if each message's metadata says where it goes."));
  }

  @Test
  void a_single_fault_is_no_plural() {
    assertThat(new ConfigurationException(List.of("One.")))
        .hasMessageStartingWith("pikabus cannot start: 1 fault in the configuration.");
  }

  @Test
  void settings_without_faults_raise_nothing() {
    SettingsReader reader = new SettingsReader();
    reader.incoming("orders", Reading.source(INCOMING, Map.of()));
    reader.throwFaults();
  }

  @Test
  void a_queue_and_a_topic_are_one_too_many() {
    assertThat(faultsOfOutgoing(Map.of("queue", "q", "topic", "t")))
        .containsExactly(
            "mp.messaging.outgoing.events.queue = 'q' and mp.messaging.outgoing.events.topic = 't' are both set. Keep exactly one.");
  }

  @Test
  void neither_a_queue_nor_a_topic_is_too_few() {
    assertThat(faultsOfOutgoing(Map.of("destination-from-metadata", "false")))
        .singleElement()
        .asString()
        .contains("queue", "topic", "both missing", "destination-from-metadata = true");
  }

  @ParameterizedTest
  @CsvSource({
    "prefech, Did you mean 'prefetch'?",
    "hosts, Did you mean 'host'?",
    "virtualhost, Did you mean 'virtual-host'?",
    "queue_type, Did you mean 'queue-type'?",
    "vhost, Did you mean 'virtual-host'?",
    "virtualHost, Did you mean 'virtual-host'?",
    "rabbitmq-virtual-host, Did you mean 'virtual-host'?",
    "user, Did you mean 'username'?",
    "rabbitmq-username, Did you mean 'username'?",
    "pass, Did you mean 'password'?",
    "spring.rabbitmq.password, Did you mean 'password'?",
    "rabbitmq-host, Did you mean 'host'?",
    "ssl, Did you mean 'tls'?",
    "ssl.enabled, Did you mean 'tls'?",
    "use-ssl, Did you mean 'tls'?",
    "trust-store-path, Did you mean 'tls.trust-store'?",
    "queue.name, Did you mean 'queue'?",
    "queue.x-queue-type, Did you mean 'queue-type'?",
    "routing-keys, Did you mean 'topics'?",
    "routing-key, Did you mean 'topics'?",
    "exchange.name, Did you mean 'direct-exchange' or 'topic-exchange'?",
    "max-outstanding-messages, Did you mean 'prefetch'?",
    "prefetch-count, Did you mean 'prefetch'?",
    "dead-letter-queue-name, Did you mean 'error-queue'?",
    "requested-heartbeat, Did you mean 'heartbeat'?",
    "retries, Did you mean 'max-retries'?",
    "prot, Did you mean 'port'?",
    "hots, Did you mean 'host'?",
    "uri, Did you mean 'url'?",
    "spring.rabbitmq.uri, Did you mean 'url'?",
    "connection-string, Did you mean 'url'?",
    "auto-acknowledgement, A message is acknowledged when it is handled. Remove the key.",
    "queue.durable, A queue that pikabus declares is durable and neither exclusive nor deleted by itself. Remove the key.",
    "message-ttl, 'No time to live is set on messages or queues, since the broker would drop what nobody has handled. Remove the key.'",
    "outbox.schema, 'It is a key of the connector, behind mp.messaging.connector.pikabus.: move it there.'",
    "mandatory, It is a key of the outgoing channels: move it there."
  })
  void an_unknown_key_suggests_the_one_that_was_meant(String key, String suggestion) {
    assertThat(faultsOfIncoming(Map.of(key, "x")))
        .containsExactly("%s%s is not a key of pikabus. %s".formatted(INCOMING, key, suggestion));
  }

  @Test
  void an_unknown_key_that_is_like_no_other_lists_what_there_is() {
    assertThat(faultsOfIncoming(Map.of("x-message-ttl-in-seconds", "60")))
        .singleElement()
        .asString()
        .contains("Remove it, or choose one of host, port, addresses", "prefetch")
        .doesNotContain("confirm-timeout");
  }

  @Test
  void a_key_of_the_other_direction_is_unknown() {
    assertThat(faultsOfIncoming(Map.of("topic", "t")))
        .singleElement()
        .asString()
        .contains("incoming.orders.topic is not a key", "Did you mean 'topics'?");
    assertThat(faultsOfOutgoing(Map.of("queue", "q", "prefetch", "8")))
        .singleElement()
        .asString()
        .contains("outgoing.events.prefetch is not a key");
  }

  @Test
  void a_channel_does_not_consume_its_own_error_queue() {
    assertThat(faultsOfIncoming("error", Map.of()))
        .containsExactly(
            INCOMING
                + "queue (the channel's name) and error-queue (the default) are both 'error': the channel would consume its own error queue, and a handler that throws there would put its message into it again at once and overwrite why it failed first. Set "
                + INCOMING
                + "error-queue to a queue of another name.");
    assertThat(faultsOfIncoming(Map.of("queue", "trouble", "error-queue", "trouble")))
        .singleElement()
        .asString()
        .startsWith(INCOMING + "queue and " + INCOMING + "error-queue are both 'trouble'");
    assertThat(faultsOfIncoming("error$2", Map.of())).hasSize(1);
    assertThat(faultsOfIncoming(Map.of("error-queue", "orders"))).hasSize(1);
  }

  @Test
  void the_error_queue_of_others_can_be_consumed() {
    assertThat(Reading.incoming("error", Map.of("error-queue", "unhandled")).queue())
        .isEqualTo("error");
    assertThat(Reading.incoming("orders", Map.of("error-queue", "Orders")).queue())
        .isEqualTo("orders");
  }
}
