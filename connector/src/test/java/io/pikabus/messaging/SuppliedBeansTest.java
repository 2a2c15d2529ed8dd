package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.pikabus.FailedMessage;
import io.pikabus.OutgoingHeaders;
import io.pikabus.OutgoingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.RetryDecision;
import io.pikabus.RetryPolicy;
import io.pikabus.SendOptions;
import io.pikabus.config.SettingsReader;
import io.pikabus.fixtures.rabbitmq.Broker;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;

/** The beans by which an application decides, as a container hands them to the runtime. */
@Tag("slow")
class SuppliedBeansTest {

  final String queue = "supplied-" + UUID.randomUUID();
  final String target = queue + "-target";
  final String errors = queue + "-errors";
  final List<FailedMessage> failures = new CopyOnWriteArrayList<>();
  final AtomicReference<RetryDecision> decision = new AtomicReference<>(RetryDecision.giveUp());
  SharedRuntime shared;
  Connection connection;
  Channel channel;

  @BeforeEach
  void begin() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(Broker.shared().uri());
    connection = factory.newConnection();
    channel = connection.createChannel();
    channel.queueDeclare(target, true, false, false, Map.of());
    RetryPolicy policy =
        failed -> {
          failures.add(failed);
          return decision.get();
        };
    OutgoingHeaders tenant =
        (message, payload) -> {
          if ("refused".equals(payload)) {
            return Map.of("PikaBus.MessageId", "forged");
          }
          return Map.of("tenant", "acme", "to", String.valueOf(message.destination()));
        };
    OutgoingHeaders region = (message, payload) -> Map.of("region", "north");
    shared =
        new SharedRuntime(
            Broker.shared(),
            Map.of("error-queue", errors, "queue-type", "classic"),
            runtime -> {
              runtime.policy(instance(policy));
              runtime.headers(instance(tenant, region));
            });
  }

  @AfterEach
  void end() throws Exception {
    if (shared != null) {
      shared.close();
    }
    connection.close();
  }

  @SafeVarargs
  @SuppressWarnings("unchecked")
  private static <T> Instance<T> instance(T... beans) {
    return (Instance<T>)
        Proxy.newProxyInstance(
            SuppliedBeansTest.class.getClassLoader(),
            new Class<?>[] {Instance.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "isResolvable" -> beans.length == 1;
                  case "get" -> beans[0];
                  case "stream" -> Stream.of(beans);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private GetResponse take(String from) {
    return await("a message in " + from)
        .atMost(Duration.ofSeconds(60))
        .until(() -> channel.basicGet(from, true), message -> message != null);
  }

  private static String header(GetResponse message, String name) {
    return String.valueOf(message.getProps().getHeaders().get(name));
  }

  private void failing() throws Exception {
    shared.consume(
        queue,
        String.class,
        message ->
            message.getPayload().equals("last")
                ? message.ack()
                : message.nack(new IllegalStateException("no stock")));
    channel.queueDeclare(queue, true, false, false, Map.of());
    channel.basicPublish("", queue, null, "first".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_retry_policy_sends_a_message_elsewhere_and_sees_the_channel() throws Exception {
    decision.set(RetryDecision.sendTo(target).withHeader("parked-by", "policy"));
    failing();
    GetResponse there = take(target);
    assertThat(there.getBody()).asString().isEqualTo("first");
    assertThat(header(there, "parked-by")).isEqualTo("policy");
    assertThat(header(there, "PikaBus.ErrorDetails")).contains("no stock");
    assertThat(failures).extracting(FailedMessage::channel).containsExactly(queue);
    assertThat(failures)
        .allSatisfy(failed -> assertThat(failed.metadata().body()).asString().isEqualTo("first"));
  }

  @Test
  void a_retry_policy_discards_a_message() throws Exception {
    decision.set(RetryDecision.discard());
    failing();
    await().until(() -> failures.size() == 1);
    shared.close();
    assertThat(channel.messageCount(queue)).isZero();
    assertThat(channel.queueDeclare(errors, true, false, false, Map.of()).getMessageCount())
        .isZero();
    shared = null;
  }

  @Test
  void what_channels_and_the_injected_bus_send_has_the_headers_of_all_beans() {
    PikaBus bus = new PikaBusProducer().bus(shared.runtime);
    bus.send(target, "by the bus");
    OutgoingChannel outgoing = outgoing();
    AtomicReference<Throwable> refused = new AtomicReference<>();
    outgoing.onNext(Message.of("by a channel"));
    outgoing.onNext(
        Message.of(
            "with its own",
            Metadata.of(OutgoingMetadata.of(SendOptions.none().withHeader("tenant", "mine")))));
    outgoing.onNext(
        Message.of(
            "refused",
            () -> CompletableFuture.completedFuture(null),
            reason -> {
              refused.set(reason);
              return CompletableFuture.completedFuture(null);
            }));

    for (String tenant : List.of("acme", "acme", "mine")) {
      GetResponse sent = take(target);
      assertThat(header(sent, "tenant")).isEqualTo(tenant);
      assertThat(header(sent, "region")).isEqualTo("north");
      assertThat(header(sent, "to")).isEqualTo("queue '" + target + "'");
    }
    await().until(() -> refused.get() != null);
    assertThat(refused.get())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'PikaBus.MessageId', which belongs to the bus");
  }

  private OutgoingChannel outgoing() {
    OutgoingChannel made =
        new OutgoingChannel(
            "out",
            new SettingsReader().outgoing(shared.source(Map.of("queue", target))),
            shared.runtime.engine(),
            null);
    made.onSubscribe(
        new Subscription() {
          @Override
          public void request(long count) {}

          @Override
          public void cancel() {}
        });
    return made;
  }
}
