package io.pikabus.errors;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.GetResponse;
import io.pikabus.Destination;
import io.pikabus.config.BusSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.Outage;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.transaction.PostCommitSender;
import io.pikabus.transaction.SendPhase;
import io.pikabus.transaction.TransactionalMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event that no queue received when its transaction had committed goes back to its topic. */
class UndeliverableEventTest {

  private static final Map<String, Object> HEADERS =
      Map.of("PikaBus.MessageId", "m1", "PikaBus.Intent", "event");

  private final String topic = Outage.unique("order.accepted");

  /** Nobody else's: others may have subscribed to whatever it is. */
  private final String exchange = Outage.unique("events");

  private final Map<String, String> environment = new HashMap<>(Stage.environment());
  Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage();
    environment.put(Stage.PREFIX + "TOPIC_EXCHANGE", exchange);
  }

  @AfterEach
  void close() throws Exception {
    stage.channel.exchangeDelete(exchange);
    stage.close();
  }

  private int run(String... words) {
    return stage.run(environment, stage.words(words));
  }

  /** Leaves with a commit, and comes to nobody. */
  private void lose() throws Exception {
    Map<String, String> settings = new HashMap<>();
    environment.forEach(
        (variable, value) ->
            settings.put(
                variable
                    .substring(Stage.PREFIX.length())
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '-'),
                value));
    BusSettings bus = new SettingsReader().api(SettingSource.of(settings)).bus();
    Envelope event =
        new Envelope(
            new Destination.Topic(topic),
            new Address(exchange, topic, true, false, false),
            true,
            bus.headerNames(),
            properties(),
            "accepted".getBytes(StandardCharsets.UTF_8),
            null);
    try (BrokerClient client = new BrokerClient(bus.connection())) {
      PostCommitSender.Result lost =
          new PostCommitSender(ForkJoinPool.commonPool())
              .send(
                  new TransactionalMessage(
                      event,
                      client,
                      Duration.ofSeconds(40),
                      SendPhase.AFTER_COMMIT,
                      Address.errors(bus.directExchange(), stage.errors),
                      null))
              .join();
      assertThat(lost.fate()).as(lost.reason()).isEqualTo(PostCommitSender.Status.SET_ASIDE);
    }
    stage.awaitReady(stage.errors, 1);
  }

  private static MessageProperties properties() {
    return new MessageProperties(
        "application/json",
        "utf-8",
        new HashMap<>(HEADERS),
        2,
        null,
        null,
        null,
        null,
        "m1",
        Instant.EPOCH,
        null,
        null,
        null,
        null);
  }

  @Test
  void it_goes_to_its_topic_when_somebody_subscribes_to_it_and_not_to_a_queue_of_that_name()
      throws Exception {
    stage.channel.queueDeclare(topic, true, false, false, Map.of());
    lose();

    assertThat(run("list")).isZero();
    assertThat(stage.out()).contains("topic " + topic, "no queue receives it");
    assertThat(run("retry", "--all")).isEqualTo(Console.NOT_ALL);
    assertThat(stage.out()).contains("no queue took it (312 NO_ROUTE)");
    stage.awaitReady(stage.errors, 1);

    stage.channel.queueBind(stage.orders, exchange, topic);
    assertThat(run("retry", "--all", "--dry-run")).isZero();
    assertThat(stage.out()).contains("would be sent to topic " + topic);
    assertThat(run("retry", "--all")).as(stage.out()).isZero();
    assertThat(stage.out()).contains("sent to topic " + topic);

    GetResponse came = stage.take(stage.orders, 1).get(0);
    assertThat(came.getEnvelope().getExchange()).isEqualTo(exchange);
    assertThat(came.getEnvelope().getRoutingKey()).isEqualTo(topic);
    assertThat(Stage.body(came)).isEqualTo("accepted");
    Map<String, String> headers = new HashMap<>();
    came.getProps().getHeaders().forEach((name, value) -> headers.put(name, value.toString()));
    assertThat(headers).isEqualTo(HEADERS);
    assertThat(stage.channel.queueDelete(topic).getMessageCount()).isZero();
    stage.awaitReady(stage.errors, 0);
  }

  @Test
  void it_goes_to_no_exchange_that_the_settings_do_not_name_but_to_any_queue_that_to_names()
      throws Exception {
    lose();
    stage.channel.queueBind(stage.orders, exchange, "#");

    assertThat(stage.run("retry", "--all")).isEqualTo(Console.NOT_ALL);
    assertThat(stage.out())
        .contains(
            "it is an event for exchange '"
                + exchange
                + "', and the topic-exchange is 'PikaBusTopic'",
            "0 sent, 1 not sent");

    assertThat(run("retry", "--all")).as(stage.out()).isZero();
    assertThat(stage.take(stage.orders, 1)).extracting(Stage::body).isEqualTo(List.of("accepted"));
    stage.channel.queueUnbind(stage.orders, exchange, "#");

    lose();
    assertThat(stage.run("retry", "--all", "--to", stage.orders)).as(stage.out()).isZero();
    assertThat(stage.take(stage.orders, 1)).extracting(Stage::body).isEqualTo(List.of("accepted"));
  }
}
