package io.pikabus.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.IncomingHeaders;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.protocol.TimeFormat;
import io.pikabus.thread.WorkThread;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A channel on which one queue is consumed, by one consumer after the other: the broker heeds
 * another prefetch for a new consumer only. A message stays with the channel though its consumer is
 * gone, until it is settled.
 *
 * <p>Threads: one at a time begins and replaces consumers; the client's thread delivers; any thread
 * ends them. {@code receiving} and {@code ended} change under the monitor.
 */
final class ConsumerChannel {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /** The default priority. Streams know none and refuse it, so that we never consume one. */
  private static final Map<String, Object> NO_STREAM = Map.of("x-priority", 0);

  private static final Duration CANCEL = Duration.ofSeconds(5);

  /** Who consumes. Called by the client's thread, or by that of {@link #get}. */
  interface Owner {
    void arrived(Delivery delivery);

    /** The message stays unsettled, and so in its queue: its body was not received. */
    void holding(ConsumerChannel on, @Nullable String messageId, String reason);

    /** By the broker: the queue was deleted, or its leader moved. */
    void cancelled(ConsumerChannel on);
  }

  private final Channel client;
  private final String queue;
  private final HeaderNames names;
  private final TimeFormat times;
  private final Owner owner;
  private final Acknowledgements acknowledgements;

  @GuardedBy("this")
  private @Nullable Receiver receiving;

  @GuardedBy("this")
  private boolean ended;

  /** The last one that another thread asked. */
  private volatile CompletableFuture<@Nullable Void> question =
      CompletableFuture.completedFuture(null);

  ConsumerChannel(
      Channel client,
      String queue,
      HeaderNames names,
      TimeFormat times,
      WorkThread acknowledging,
      Owner owner) {
    this.client = client;
    this.queue = queue;
    this.names = names;
    this.times = times;
    this.owner = owner;
    this.acknowledgements = new Acknowledgements(client, queue, acknowledging);
  }

  /**
   * Consumes with this prefetch. A consumer before it ends first: two consumers of a quorum queue
   * receive its messages in no common order. What was delivered to the old one stays in hand.
   */
  void consume(int prefetch) throws IOException {
    pause();
    client.basicQos(prefetch);
    acknowledgements.prefetch(prefetch);
    Receiver fresh = new Receiver();
    fresh.tag = client.basicConsume(queue, false, NO_STREAM, fresh);
    boolean stopped;
    synchronized (this) {
      receiving = fresh;
      stopped = ended;
    }
    if (stopped) {
      // Stopped while the broker answered. What it delivered may be in somebody's hands by now: the
      // channel stays for the acknowledgement, until it is closed.
      end(fresh);
    }
  }

  /**
   * Likewise, but waits no longer than so. If the answer is late, this channel is of no use: {@link
   * #abandon} it.
   *
   * @param asking waits for the broker
   * @throws IOException with a {@link TimeoutException} as cause if there was no answer in time
   */
  void consume(int prefetch, Duration patience, Executor asking) throws IOException {
    CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();
    question = answer;
    asking.execute(
        () -> {
          try {
            consume(prefetch);
            answer.complete(null);
          } catch (IOException | RuntimeException | Error failure) {
            answer.completeExceptionally(failure);
          }
        });
    try {
      answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw new IOException(failure.getCause());
    } catch (TimeoutException silence) {
      throw new IOException(new TimeoutException("no answer within " + patience));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while the broker was asked for messages.");
    }
  }

  /**
   * Takes the first message of the queue, without a consumer; it arrives before this returns.
   *
   * @return whether one was ready
   */
  boolean get() throws IOException {
    GetResponse got = client.basicGet(queue, false);
    if (got == null) {
      return false;
    }
    arrive(got.getEnvelope(), got.getProps(), got.getBody());
    return true;
  }

  private void arrive(Envelope envelope, AMQP.BasicProperties clientProperties, byte[] body) {
    MessageProperties received = PropertyMapping.fromClient(clientProperties);
    String missing = received.header(InboundGuard.BODY_MISSING);
    if (missing != null) {
      owner.holding(this, received.messageId(), missing);
      return;
    }
    String fault = received.header(InboundGuard.REPAIRED);
    MessageProperties properties =
        fault == null ? received : received.without(InboundGuard.REPAIRED);
    owner.arrived(
        new Delivery(
            acknowledgements,
            envelope.getDeliveryTag(),
            IncomingHeaders.read(
                queue,
                envelope.isRedeliver(),
                envelope.getExchange(),
                envelope.getRoutingKey(),
                properties,
                PropertyMapping.readable(properties.headers()),
                body,
                names,
                times),
            properties,
            body,
            fault));
  }

  /** Ends the consumer for now, and returns when all that was delivered to it has arrived. */
  void pause() {
    Receiver last;
    synchronized (this) {
      last = receiving;
      receiving = null;
    }
    if (last != null) {
      end(last);
    }
  }

  /** Ends it for good, and returns when all that was delivered has arrived. */
  void cancel() {
    Receiver last;
    synchronized (this) {
      ended = true;
      last = receiving;
    }
    if (last != null && client.isOpen()) {
      end(last);
    }
  }

  private void end(Receiver last) {
    try {
      client.basicCancel(last.tag);
      // What the broker sent before its answer may still be on the way through the client.
      if (!last.allArrived.await(CANCEL.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(System.Logger.Level.DEBUG, "A consumer of {0} did not end in time.", queue);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (IOException | ShutdownSignalException gone) {
      LOG.log(System.Logger.Level.DEBUG, "Already cancelled: {0}", CloseReasons.describe(gone));
    }
  }

  Channel client() {
    return client;
  }

  /**
   * Gives the channel up: what came on it, or still comes, is lost. It is closed once its last
   * question is answered, late as that may be, so that no consumer stays of which nobody knows.
   * Does not wait.
   */
  void abandon(Executor asking) {
    acknowledgements.giveUp();
    question.whenCompleteAsync((nothing, failure) -> Declarer.abort(client), asking);
  }

  /** Writes the last acknowledgements, and gives back to the broker whatever is not settled. */
  void close() {
    acknowledgements.flush();
    Declarer.close(client);
  }

  private final class Receiver extends DefaultConsumer {
    private final CountDownLatch allArrived = new CountDownLatch(1);
    private String tag = "";

    Receiver() {
      super(client);
    }

    @Override
    public void handleDelivery(
        String consumer, Envelope envelope, AMQP.BasicProperties clientProperties, byte[] body) {
      arrive(envelope, clientProperties, body);
    }

    @Override
    public void handleCancelOk(String consumer) {
      allArrived.countDown();
    }

    @Override
    public void handleCancel(String consumer) {
      allArrived.countDown();
      owner.cancelled(ConsumerChannel.this);
    }
  }
}
