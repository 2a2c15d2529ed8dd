package io.pikabus.config;

import static io.pikabus.config.Reading.api;
import static io.pikabus.config.Reading.incoming;
import static io.pikabus.config.Reading.outgoing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.ConfigurationException;
import io.pikabus.Destination;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.TimeFormat;
import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.QueueType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from settings without faults. */
class SettingsReaderTest {

  private static final BusSettings DEFAULTS =
      new BusSettings(
          new ConnectionSettings(
              List.of(new BrokerAddress("localhost", 5672)),
              "/",
              "guest",
              "guest",
              Duration.ofSeconds(10),
              Duration.ofSeconds(30),
              MessageSize.within(Runtime.getRuntime().maxMemory()),
              null,
              Sasl.PLAIN,
              TopologyMode.DECLARE,
              DelayMode.SERVICE,
              QueueType.CLASSIC,
              null),
          "PikaBusDirect",
          "PikaBusTopic",
          new HeaderNames("PikaBus"),
          TimeFormat.LEGACY,
          null,
          "error",
          List.of());

  private static final PauseSettings PAUSES =
      new PauseSettings(List.of(), 10, Duration.ofMinutes(10));
  private static final RetrySettings RETRIES =
      new RetrySettings(5, Duration.ofSeconds(1), 2, List.of(), 6);

  private static final Duration DRAIN = Duration.ofSeconds(30);

  private static IncomingSettings defaultsWithPrefetch(int prefetch) {
    return new IncomingSettings(
        "orders",
        DEFAULTS,
        "orders",
        List.of(),
        QueueType.QUORUM,
        Map.of(),
        prefetch,
        RETRIES,
        PAUSES,
        ErrorDetails.FULL,
        DRAIN,
        true,
        false,
        List.of());
  }

  @Test
  void an_incoming_channel_that_says_nothing_has_the_defaults() {
    assertThat(incoming("orders", Map.of())).isEqualTo(defaultsWithPrefetch(64));
  }

  @Test
  void an_outgoing_channel_that_says_its_topic_alone_has_the_defaults() {
    assertThat(outgoing(Map.of("topic", "order.accepted")))
        .isEqualTo(
            new OutgoingSettings(
                DEFAULTS,
                new Destination.Topic("order.accepted"),
                true,
                true,
                null,
                MessageTypeFrom.NONE,
                Duration.ofSeconds(30),
                TransactionMode.LOCAL,
                FlushTime.BEFORE_COMMIT));
  }

  @Test
  void the_bus_of_a_service_that_says_nothing_has_the_defaults() {
    assertThat(api(Map.of()))
        .isEqualTo(
            new OutgoingSettings(
                DEFAULTS,
                null,
                true,
                true,
                null,
                MessageTypeFrom.NONE,
                Duration.ofSeconds(30),
                TransactionMode.LOCAL,
                FlushTime.BEFORE_COMMIT));
  }

  @Test
  void every_key_of_an_incoming_channel_is_read() {
    assertThat(
            incoming(
                Map.ofEntries(
                    Map.entry("host", "rabbit.example"),
                    Map.entry("port", "5673"),
                    Map.entry("virtual-host", "shop"),
                    Map.entry("username", "me"),
                    Map.entry("password", "secret"),
                    Map.entry("connection-timeout", "PT1.5S"),
                    Map.entry("heartbeat", "PT1M"),
                    Map.entry("direct-exchange", "d"),
                    Map.entry("topic-exchange", "t"),
                    Map.entry("header-prefix", "Acme"),
                    Map.entry("time-format", "ISO"),
                    Map.entry("listener-queue", "answers"),
                    Map.entry("queue", "q"),
                    Map.entry("topics", " a.*, ,b.# ,c "),
                    Map.entry("message-types", "shop.PlaceOrder, shop.eu.*, shop.PlaceOrder"),
                    Map.entry("queue-type", "classic"),
                    Map.entry("prefetch", "1"),
                    Map.entry("error-queue", "trouble"),
                    Map.entry("max-retries", "-1"),
                    Map.entry("retry-delay", "PT0S"),
                    Map.entry("retry-backoff", "0"),
                    Map.entry("no-retry-on", "java.lang.Error, shop.Order$Invalid"),
                    Map.entry("max-deliveries", "9"),
                    Map.entry("pause-on", "shop.LedgerAway"),
                    Map.entry("pause-after-failures", "3"),
                    Map.entry("pause-in-hand", "PT4M"),
                    Map.entry("error-details", "type"),
                    Map.entry("drain-timeout", "PT0S"),
                    Map.entry("topology", "check"),
                    Map.entry("delays", "broker"),
                    Map.entry("application-name", "shop"),
                    Map.entry("error-queue-type", "quorum"),
                    Map.entry("queue-arguments", "x-max-priority = 5"),
                    Map.entry("allowed-reply-queues", "answers.*, back"),
                    Map.entry("transacted", "false"))))
        .isEqualTo(
            new IncomingSettings(
                "orders",
                new BusSettings(
                    new ConnectionSettings(
                        List.of(new BrokerAddress("rabbit.example", 5673)),
                        "shop",
                        "me",
                        "secret",
                        Duration.ofMillis(1500),
                        Duration.ofMinutes(1),
                        MessageSize.within(Runtime.getRuntime().maxMemory()),
                        null,
                        Sasl.PLAIN,
                        TopologyMode.CHECK,
                        DelayMode.BROKER,
                        QueueType.QUORUM,
                        "shop"),
                    "d",
                    "t",
                    new HeaderNames("Acme"),
                    TimeFormat.ISO,
                    "answers",
                    "trouble",
                    List.of("answers.*", "back")),
                "q",
                List.of("a.*", "b.#", "c"),
                QueueType.CLASSIC,
                Map.of("x-max-priority", 5L),
                1,
                new RetrySettings(
                    -1, Duration.ZERO, 0, List.of("java.lang.Error", "shop.Order$Invalid"), 9),
                new PauseSettings(List.of("shop.LedgerAway"), 3, Duration.ofMinutes(4)),
                ErrorDetails.TYPE,
                Duration.ZERO,
                false,
                false,
                List.of(new TypePattern("shop.PlaceOrder"), new TypePattern("shop.eu.*"))));
  }

  @Test
  void every_key_of_an_outgoing_channel_is_read() {
    assertThat(
            outgoing(
                Map.of(
                    "queue", "orders",
                    "mandatory", "FALSE",
                    "persistent", "false",
                    "message-type", "shop.PlaceOrder",
                    "message-type-from", "simple-class",
                    "confirm-timeout", "PT5S",
                    "transaction", "local",
                    "flush", "after-commit")))
        .isEqualTo(
            new OutgoingSettings(
                DEFAULTS,
                new Destination.Queue("orders"),
                false,
                false,
                "shop.PlaceOrder",
                MessageTypeFrom.SIMPLE_CLASS,
                Duration.ofSeconds(5),
                TransactionMode.LOCAL,
                FlushTime.AFTER_COMMIT));
  }

  @Test
  void a_channel_whose_messages_say_their_destination_needs_none() {
    assertThat(outgoing(Map.of("destination-from-metadata", "true")).destination()).isNull();
    assertThat(
            outgoing(Map.of("destination-from-metadata", "true", "queue", "orders")).destination())
        .isEqualTo(new Destination.Queue("orders"));
  }

  @ParameterizedTest
  @CsvSource({
    "orders, orders",
    "orders$2, orders",
    "orders$12, orders",
    "orders$, orders$",
    "orders$x, orders$x",
    "$1, ''",
    "orders$1$2, orders$1",
    "a$1b, a$1b"
  })
  void the_queue_is_named_like_the_channel_without_the_number_of_its_lane(
      String channel, String queue) {
    assertThat(incoming(channel, Map.of()).queue()).isEqualTo(queue);
  }

  @Test
  void a_queue_that_is_set_keeps_whatever_suffix_it_has() {
    assertThat(incoming("orders$2", Map.of("queue", "orders$7")).queue()).isEqualTo("orders$7");
  }

  @Test
  void the_runtimes_own_keys_may_stand_among_ours() {
    assertThat(
            incoming(
                    Map.of(
                        "connector", "pikabus",
                        "channel-name", "orders",
                        "enabled", "true",
                        "concurrency", "4",
                        "broadcast", "true",
                        "health-enabled", "false"))
                .queue())
        .isEqualTo("orders");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", " TRUE "})
  void sources_that_the_runtime_merges_are_refused(String merge) {
    assertThatThrownBy(() -> outgoing(Map.of("queue", "orders", "merge", merge)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("merge = true cannot be kept")
        .hasMessageContaining("an outgoing channel of its own");
  }

  @Test
  void sources_that_it_does_not_merge_are_none_of_our_business() {
    assertThat(outgoing(Map.of("queue", "orders", "merge", "false")).destination()).isNotNull();
  }

  @Test
  void the_connector_may_say_for_all_channels_what_only_some_can_use() {
    assertThat(api(Map.of("prefetch", "8", "queue", "q", "topics", "#")).destination()).isNull();
  }

  @Test
  void a_queue_that_is_consumed_by_the_bus_has_the_settings_and_no_topics() {
    IncomingSettings common =
        new SettingsReader().consuming(Reading.source("", Map.of("prefetch", "8", "topics", "#")));
    assertThat(common.forQueue("orders")).isEqualTo(defaultsWithPrefetch(8));
  }

  @Test
  void queues_that_are_declared_and_not_consumed_are_a_list_and_none_as_a_rule() {
    assertThat(
            new SettingsReader()
                .declaredQueues(Reading.source("", Map.of("declare-queues", "audit, billing"))))
        .containsExactly("audit", "billing");
    assertThat(new SettingsReader().declaredQueues(Reading.source("", Map.of()))).isEmpty();
  }

  @Test
  void the_error_queue_is_declared_with_the_type_that_was_chosen_for_it() {
    IncomingSettings errors =
        new SettingsReader()
            .consuming(Reading.source("", Map.of("queue-type", "quorum")))
            .forQueue("error");
    assertThat(errors.topology().queues())
        .containsExactly(Topology.Queue.of("error", QueueType.CLASSIC));
  }

  @Test
  void an_incoming_channel_needs_its_queue_bound_under_its_name_and_topics() {
    IncomingSettings settings = incoming(Map.of("topics", "order.#", "queue-type", "classic"));
    assertThat(settings.topology())
        .isEqualTo(
            Topology.listener(
                "PikaBusDirect",
                "PikaBusTopic",
                Topology.Queue.of("orders", QueueType.CLASSIC),
                List.of("order.#")));
  }

  @Test
  void the_error_queue_is_created_when_it_is_missing() {
    assertThat(incoming(Map.of("error-queue", "trouble")).bus().errors())
        .isEqualTo(new Address("PikaBusDirect", "trouble", true, true, true));
  }

  @Test
  void the_sender_is_made_of_the_bus_and_the_channel() {
    var sender =
        outgoing(Map.of("queue", "q", "mandatory", "false", "listener-queue", "answers")).sender();
    assertThat(sender.mandatory()).isFalse();
    assertThat(sender.persistent()).isTrue();
    assertThat(sender.listenerQueue()).isEqualTo("answers");
    assertThat(sender.names().messageId()).isEqualTo("PikaBus.MessageId");
  }
}
