package io.pikabus.example.demo;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Sees every command that is sent while it listens, by a queue of its own that is bound like the
 * receiver's. Nobody misses a message because of it.
 */
final class BusTap {
  static final String DIRECT_EXCHANGE = "PikaBusDirect";

  private final Queue<Delivery> seen = new ConcurrentLinkedQueue<>();

  /**
   * Listens until the channel is closed.
   *
   * @param queues whose commands to see
   */
  BusTap(Channel channel, String... queues) throws IOException {
    String own = channel.queueDeclare().getQueue();
    for (String queue : queues) {
      channel.queueBind(own, DIRECT_EXCHANGE, queue);
    }
    channel.basicConsume(own, true, (tag, delivery) -> seen.add(delivery), tag -> {});
  }

  /** The commands about an order that went to a queue, oldest first. */
  List<Delivery> commands(String queue, UUID orderId) {
    return seen.stream()
        .filter(delivery -> delivery.getEnvelope().getRoutingKey().equals(queue))
        .filter(delivery -> text(delivery.getBody()).contains(orderId.toString()))
        .toList();
  }

  static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }
}
