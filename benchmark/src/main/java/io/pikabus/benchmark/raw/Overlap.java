package io.pikabus.benchmark.raw;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.pikabus.benchmark.agent.Arrivals;
import io.pikabus.benchmark.agent.Places;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Handles the next deliveries while the confirms of the last are under way; acknowledges all that
 * are confirmed without a gap with one word.
 *
 * <p>The client's consumer thread publishes, its reader thread confirms; both hold the monitor.
 */
final class Overlap implements ConfirmListener {

  private final Channel in;
  private final Channel out;
  private final int sends;
  private final Arrivals arrivals;
  private final Deque<Handled> waiting = new ArrayDeque<>();
  private final Unconfirmed unconfirmed = new Unconfirmed();

  Overlap(Channel in, Channel out, int sends, Arrivals arrivals) {
    this.in = in;
    this.out = out;
    this.sends = sends;
    this.arrivals = arrivals;
  }

  private record Handled(long tag, long lastSequence) {}

  Consumer consumer() {
    return new DefaultConsumer(in) {
      @Override
      public void handleDelivery(
          String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
          throws IOException {
        synchronized (Overlap.this) {
          waiting.add(
              new Handled(envelope.getDeliveryTag(), out.getNextPublishSeqNo() + sends - 1));
        }
        for (int i = 0; i < sends; i++) {
          RawClient.publish(out, Places.out());
        }
      }
    };
  }

  @Override
  public void handleAck(long sequence, boolean multiple) throws IOException {
    long acknowledged = 0;
    int done = 0;
    synchronized (this) {
      unconfirmed.settle(sequence, multiple);
      while (!waiting.isEmpty() && waiting.getFirst().lastSequence() < unconfirmed.oldest()) {
        acknowledged = waiting.removeFirst().tag();
        done++;
      }
    }
    if (done > 0) {
      in.basicAck(acknowledged, true);
      for (int i = 0; i < done; i++) {
        arrivals.end();
      }
    }
  }

  @Override
  public void handleNack(long sequence, boolean multiple) {
    throw new IllegalStateException("The broker refused message " + sequence);
  }
}
