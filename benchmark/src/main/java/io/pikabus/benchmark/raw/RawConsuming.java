package io.pikabus.benchmark.raw;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.pikabus.benchmark.agent.Arrivals;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import java.io.IOException;

/** An empty handler, and one that sends on: deliveries overlap, acknowledgements are coalesced. */
final class RawConsuming {

  private static final int ACKNOWLEDGED_AT_ONCE = 64;

  private final RawClient client;

  RawConsuming(RawClient client) {
    this.client = client;
  }

  Measurement consume(Order order) throws Exception {
    int count = order.count();
    Arrivals arrivals = new Arrivals(count);
    try (Channel channel = client.consuming().createChannel()) {
      channel.basicQos(Places.WINDOW);
      channel.basicConsume(Places.IN, false, new Empty(channel, arrivals, count));
      return arrivals.await();
    }
  }

  /** Sends so many for each and acknowledges when they are confirmed. */
  Measurement forward(Order order) throws Exception {
    Arrivals arrivals = new Arrivals(order.count());
    try (Channel in = client.consuming().createChannel();
        Channel out = client.confirming()) {
      Overlap overlap = new Overlap(in, out, Integer.parseInt(order.text("sends")), arrivals);
      out.addConfirmListener(overlap);
      in.basicQos(Places.WINDOW);
      in.basicConsume(Places.IN, false, overlap.consumer());
      return arrivals.await();
    }
  }

  /** The same, one at a time: the next is handled when the last is acknowledged. */
  Measurement forwardInTurn(Order order) throws Exception {
    Arrivals arrivals = new Arrivals(order.count());
    int sends = Integer.parseInt(order.text("sends"));
    try (Channel in = client.consuming().createChannel();
        Channel out = client.confirming()) {
      in.basicQos(Places.WINDOW);
      in.basicConsume(Places.IN, false, new InTurn(in, out, sends, arrivals));
      return arrivals.await();
    }
  }

  private static final class InTurn extends DefaultConsumer {
    private final Channel out;
    private final int sends;
    private final Arrivals arrivals;

    InTurn(Channel in, Channel out, int sends, Arrivals arrivals) {
      super(in);
      this.out = out;
      this.sends = sends;
      this.arrivals = arrivals;
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
        throws IOException {
      for (int i = 0; i < sends; i++) {
        RawClient.publish(out, Places.out());
      }
      try {
        out.waitForConfirmsOrDie();
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
        return;
      }
      getChannel().basicAck(envelope.getDeliveryTag(), false);
      arrivals.end();
    }
  }

  private static final class Empty extends DefaultConsumer {
    private final Arrivals arrivals;
    private final int count;
    private int handled;

    Empty(Channel channel, Arrivals arrivals, int count) {
      super(channel);
      this.arrivals = arrivals;
      this.count = count;
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
        throws IOException {
      handled++;
      if (handled % ACKNOWLEDGED_AT_ONCE == 0 || handled == count) {
        getChannel().basicAck(envelope.getDeliveryTag(), true);
      }
      arrivals.end();
    }
  }
}
