package io.pikabus.vectors;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.Subscription;
import io.pikabus.delay.DelayTopology;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.Binding;
import io.pikabus.protocol.Topology.Exchange;
import io.pikabus.protocol.Topology.ExchangeBinding;
import io.pikabus.protocol.Topology.Queue;
import io.pikabus.protocol.Topology.QueueType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Exchanges, queues and bindings, with every argument of their declaration. */
final class TopologyVectors {

  static final Map<String, Consumer<Node>> CHECKS =
      Map.of(
          "topology/listener",
          TopologyVectors::listener,
          "topology/errorQueue",
          TopologyVectors::errorQueue,
          "topology/subscription",
          TopologyVectors::subscription,
          "topology/delaysEnd",
          TopologyVectors::delaysEnd,
          "topology/delayLevels",
          TopologyVectors::delayLevels);

  private TopologyVectors() {}

  private static void listener(Node vector) {
    Queue queue =
        Queue.consumed(
            vector.text("queue"),
            QueueType.valueOf(vector.text("queueType").toUpperCase(Locale.ROOT)),
            Map.of(),
            Address.errors("PikaBusDirect", vector.text("errorQueue")),
            QueueType.CLASSIC);
    assertTopology(
        vector, Topology.listener("PikaBusDirect", "PikaBusTopic", queue, vector.texts("topics")));
    assertThat(queue.deadLetters().map(TopologyVectors::name).orElse(null))
        .isEqualTo(vector.text("declaredBefore", null));
  }

  private static String name(Topology topology) {
    return topology.queues().get(0).name();
  }

  private static void errorQueue(Node vector) {
    assertTopology(
        vector,
        Topology.addressed("PikaBusDirect", Queue.of(vector.text("queue"), QueueType.CLASSIC)));
  }

  private static void subscription(Node vector) {
    String queue = vector.text("queue");
    String topic = vector.text("topic");
    String exchange = vector.text("exchange", null);
    Subscription plain =
        exchange == null
            ? Subscription.of(queue, topic)
            : topic.isEmpty()
                ? Subscription.toExchange(queue, exchange)
                : Subscription.of(queue, topic).withExchange(exchange);
    Subscription subscription = plain.withArguments(vector.arguments("arguments"));
    assertBinding(vector.child("binding"), Topology.binding(subscription, "PikaBusTopic"));
  }

  private static void delaysEnd(Node vector) {
    assertTopology(vector, DelayTopology.end());
    assertThat(DelayTopology.end().queues()).allMatch(queue -> DelayTopology.isOurs(queue.name()));
  }

  private static void delayLevels(Node vector) {
    assertTopology(vector, DelayTopology.levels(vector.numbers("levels")));
  }

  private static void assertTopology(Node expected, Topology found) {
    assertThat(found.exchanges())
        .isEqualTo(
            expected.nodes("exchanges").stream()
                .map(
                    each ->
                        new Exchange(
                            each.text("name"), each.text("type"), each.arguments("arguments")))
                .toList());
    List<Node> queues = expected.nodes("queues");
    assertThat(found.queues()).hasSameSizeAs(queues);
    for (int i = 0; i < queues.size(); i++) {
      assertThat(found.queues().get(i).name()).isEqualTo(queues.get(i).text("name"));
      assertThat(found.queues().get(i).declared()).isEqualTo(queues.get(i).arguments("arguments"));
    }
    assertThat(found.bindings())
        .isEqualTo(expected.nodes("bindings").stream().map(TopologyVectors::binding).toList());
    assertThat(found.passages())
        .isEqualTo(
            expected.nodes("exchangeBindings").stream()
                .map(
                    each ->
                        new ExchangeBinding(
                            each.text("from"), each.text("to"), each.text("routingKey")))
                .toList());
  }

  private static Binding binding(Node each) {
    return new Binding(
        each.text("exchange"),
        each.text("queue"),
        requireNonNull(each.text("routingKey")),
        each.arguments("arguments"));
  }

  static void assertBinding(Node expected, Binding found) {
    assertThat(found).isEqualTo(binding(expected));
  }
}
