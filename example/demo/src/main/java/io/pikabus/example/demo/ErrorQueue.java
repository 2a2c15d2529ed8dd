package io.pikabus.example.demo;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The queue of the messages that nobody could handle. All services share it. */
record ErrorQueue(Channel channel, String name) {

  /**
   * Takes the message about an order out of the queue and puts the others back where they were.
   *
   * @throws IOException also when there is no such queue
   */
  Optional<GetResponse> take(UUID orderId) throws IOException {
    @Nullable GetResponse found = null;
    long lastOfOthers = 0;
    @Nullable GetResponse next = channel.basicGet(name, false);
    while (next != null) {
      if (BusTap.text(next.getBody()).contains(orderId.toString())) {
        found = next;
        break;
      }
      lastOfOthers = next.getEnvelope().getDeliveryTag();
      next = channel.basicGet(name, false);
    }
    if (found != null) {
      channel.basicAck(found.getEnvelope().getDeliveryTag(), false);
    }
    if (lastOfOthers > 0) {
      channel.basicNack(lastOfOthers, true, true);
    }
    return Optional.ofNullable(found);
  }
}
