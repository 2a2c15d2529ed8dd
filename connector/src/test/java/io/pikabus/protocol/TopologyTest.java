package io.pikabus.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.Subscription;
import io.pikabus.protocol.Topology.Binding;
import io.pikabus.protocol.Topology.Exchange;
import io.pikabus.protocol.Topology.Queue;
import io.pikabus.protocol.Topology.QueueType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopologyTest {

  private static final Queue ORDERS = Queue.of("orders", QueueType.QUORUM);

  @Test
  void a_listener_is_bound_under_its_own_name_and_under_every_topic() {
    Topology listener = Topology.listener("direct", "topic", ORDERS, List.of("order.#", "*.paid"));
    assertThat(listener.exchanges())
        .containsExactly(Exchange.of("direct", "direct"), Exchange.of("topic", "topic"));
    assertThat(listener.queues()).containsExactly(ORDERS);
    assertThat(listener.bindings())
        .containsExactly(
            new Binding("direct", "orders", "orders", Map.of()),
            new Binding("topic", "orders", "order.#", Map.of()),
            new Binding("topic", "orders", "*.paid", Map.of()));
  }

  @Test
  void a_listener_without_topics_still_gets_its_commands() {
    assertThat(Topology.listener("direct", "topic", ORDERS, List.of()).bindings())
        .containsExactly(new Binding("direct", "orders", "orders", Map.of()));
  }

  @Test
  void an_addressed_queue_needs_the_direct_exchange_alone() {
    Queue error = Queue.of("error", QueueType.CLASSIC);
    assertThat(Topology.addressed("direct", error))
        .isEqualTo(
            new Topology(
                List.of(Exchange.of("direct", "direct")),
                List.of(error),
                List.of(new Binding("direct", "error", "error", Map.of())),
                List.of()));
  }

  @Test
  void a_subscription_may_bring_its_own_exchange_and_arguments() {
    Map<String, Object> arguments = Map.of("x-match", "all");
    assertThat(Topology.binding(new Subscription("orders", "#", "audit", arguments), "topic"))
        .isEqualTo(new Binding("audit", "orders", "#", arguments));
    assertThat(Topology.binding(Subscription.of("orders", "order.*"), "topic"))
        .isEqualTo(new Binding("topic", "orders", "order.*", Map.of()));
  }
}
