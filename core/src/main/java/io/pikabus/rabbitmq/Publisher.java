package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.SendOutcome;
import io.pikabus.observer.MessageObserver;
import io.pikabus.protocol.Envelope;
import io.pikabus.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The one that publishes: every message of a connection goes through it, and ends with an outcome
 * within its timeout.
 *
 * <ol>
 *   <li>The message waits for a place among those on their way ({@link InFlight}).
 *   <li>What the first one to an address needs is declared ({@link Routes}, {@link
 *       DeclaredQueues}).
 *   <li>It is written on the caller's thread; or, if it cannot be written now, it waits for its
 *       turn and is written on the connection's ({@link OrderedWriter}).
 *   <li>The broker confirms, returns or refuses it ({@link ConfirmChannel}).
 *   <li>It is published again if that may help: a returned one when its queue is bound anew; a
 *       refused one after a pause; one without an answer on another channel ({@link LateConfirms}),
 *       or when its channel or connection is lost. All but the returned one are marked, because a
 *       queue may have them.
 *   <li>Else this is its outcome. When its time is over, it is given up ({@link PublishTimeouts}).
 * </ol>
 *
 * <p>Threads: callers write; the connection's thread restores and drains; the client's reader
 * thread confirms, and waits for nobody.
 */
final class Publisher implements BrokerConnection.Listener, ConfirmChannel.Listener {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /** After a broker that is connected did not answer what a first message needs to know. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  /** A message that waits longer for its confirm is worth a notice. */
  private static final Duration USUAL_WAIT = Duration.ofSeconds(5);

  /** With a fault, that are remembered. */
  private static final int ADDRESSES = 1_000;

  private final BrokerConnection connection;
  private final MessageObserver observer;
  private final DeclaredQueues queues;
  private final Routes routes;
  private final InFlight inFlight = new InFlight();
  private final OrderedWriter writer;
  private final PublishingChannels channels;
  private final SecondChances secondChances = new SecondChances(ADDRESSES);
  private final ChannelProbes probes = new ChannelProbes(ADDRESSES);
  private final PublishTimeouts timeouts;

  /** Whether the broker is to be asked again in a moment. On the connection's thread only. */
  private boolean askingLater;

  /**
   * Publishes nothing yet.
   *
   * @param observer hears of what is written, and what becomes of it
   */
  Publisher(BrokerConnection connection, MessageObserver observer) {
    this.observer = observer;
    this.connection = connection;
    this.queues = new DeclaredQueues(connection);
    this.routes = new Routes(connection.rules());
    RetiredChannels retired = new RetiredChannels();
    this.writer = new OrderedWriter(connection, retired);
    this.channels = new PublishingChannels(connection, writer, routes, this, this::drain);
    this.timeouts =
        new PublishTimeouts(
            connection,
            writer,
            retired,
            inFlight,
            new LateConfirms(connection, writer, channels, retired, probes, this::drain));
    connection.add(this);
    timeouts.start();
  }

  /**
   * Publishes a message.
   *
   * @param timeout for everything: a place, the connection, the confirm
   * @return completed with the outcome, never exceptionally; by the client's reader thread as a
   *     rule, which must not be held up
   */
  CompletableFuture<SendOutcome> publish(Envelope envelope, Duration timeout) {
    return publish(new Publication(envelope, Deadline.in(timeout)));
  }

  CompletableFuture<SendOutcome> publish(Publication publication) {
    CompletableFuture<SendOutcome> answer = begin(publication);
    // The observer hears of it before whoever waits.
    return observer == MessageObserver.NONE
        ? answer
        : answer.whenComplete(
            (outcome, never) -> observer.answered(publication.envelope(), outcome));
  }

  private CompletableFuture<SendOutcome> begin(Publication publication) {
    if (!acquire(publication)) {
      return publication.outcome;
    }
    CompletableFuture<SendOutcome> released = inFlight.add(publication);
    try {
      // The broker does not read from a blocked connection, so declarations wait.
      boolean prepared = !writer.isBlocked() && prepare(publication);
      if (writer.write(publication, prepared)) {
        connection.execute(this::drain);
      }
    } catch (RuntimeException | Error unexpected) {
      fail(publication, unexpected);
    }
    return released;
  }

  /** Does what publishes several messages, which leave together. */
  void together(Runnable publications) {
    writer.together(publications);
  }

  private boolean acquire(Publication publication) {
    if (inFlight.tryPlace()) {
      return true;
    }
    writer.endBatch();
    try {
      if (inFlight.awaitPlace(publication)) {
        return true;
      }
      publication.expire(connection.state());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      publication.abandon("the sending thread was interrupted");
    }
    return false;
  }

  /**
   * Makes the requests that a first message needs, and completes it if something is in the way. Not
   * under the lock: they wait for answers.
   *
   * @return whether all is known that need be; else a message that is written could find no queue
   */
  private boolean prepare(Publication publication) {
    if (routes.isKnown(publication.envelope()) && queues.areKnown(publication.envelope())) {
      return true;
    }
    Connection open = connection.current();
    if (open == null) {
      return false;
    }
    try {
      queues.ensure(open, publication.envelope());
      routes.ensure(open, publication.envelope()).ifPresent(publication.outcome::complete);
      return true;
    } catch (IOException | ShutdownSignalException broken) {
      return false;
    } catch (RuntimeException | Error unexpected) {
      fail(publication, unexpected);
      return true;
    }
  }

  /** No exception of any kind leaves a message without an outcome, or keeps its place. */
  private static void fail(Publication publication, Throwable unexpected) {
    LOG.log(System.Logger.Level.DEBUG, "A message cannot be published.", unexpected);
    publication.fail(unexpected);
  }

  /** Writes what waits, in order. On the connection's thread, because routes need answers. */
  private void drain() {
    if (askingLater) {
      return;
    }
    for (Publication next = writer.next(); next != null; next = writer.next()) {
      if (!prepare(next) && (!next.envelope().mandatory() || !queues.areKnown(next.envelope()))) {
        // It may lack its binding and would not come back, or its reply would have no queue. Those
        // behind it wait too, in order.
        askLater();
        return;
      }
      writer.writeNext(next);
    }
  }

  /** Once for all that wait, however many ask for it. */
  private void askLater() {
    askingLater = true;
    connection.schedule(
        () -> {
          askingLater = false;
          drain();
        },
        ASK_AGAIN);
  }

  /** A message is in the client's hands, or with those that are about to be. */
  @Override
  public void written(Envelope envelope) {
    observer.written(envelope);
  }

  @Override
  public void confirmed(Publication publication) {
    publication.confirm(secondChances, probes);
  }

  /** A returned command is tried once more: its queue's binding may have gone since it was made. */
  @Override
  public void returned(Publication publication, SendOutcome.Unroutable reply) {
    if (!publication.envelope().address().bound() || !publication.renewRoute()) {
      publication.outcome.complete(routes.explain(publication.envelope(), reply));
      return;
    }
    routes.forget(publication.envelope());
    connection.execute(() -> publishAgain(publication));
  }

  /** A refused message is tried again after a pause: another channel may take it. */
  @Override
  public void refused(ConfirmChannel by, Publication publication) {
    publication
        .refused(secondChances)
        .ifPresentOrElse(
            pause ->
                connection.schedule(
                    () -> {
                      channels.refresh(by);
                      publishAgain(publication);
                    },
                    pause),
            publication::refuse);
  }

  private void publishAgain(Publication publication) {
    writer.add(publication);
    drain();
  }

  @Override
  public void settled() {
    if (writer.isSuspicious()) {
      connection.execute(this::drain);
    }
  }

  @Override
  public void channelClosed(ConfirmChannel gone, ShutdownSignalException cause) {
    connection.execute(() -> channels.closed(gone, cause));
  }

  @Override
  public void channelSpoiled(ConfirmChannel spoiled) {
    connection.execute(() -> channels.spoiled(spoiled));
  }

  @Override
  public void opened(Connection open) throws IOException {
    channels.open(open);
  }

  @Override
  public void lost(String reason) {
    writer.connectionLost();
  }

  @Override
  public void blocked(boolean now) {
    writer.blocked(now);
    if (!now) {
      connection.execute(this::drain);
    }
  }

  /** What is declared on this connection besides. */
  DeclaredQueues queues() {
    return queues;
  }

  /**
   * What is to be noticed of messages that the broker has not confirmed, whether they were written
   * or wait; else empty.
   */
  String notice() {
    Duration age = inFlight.longestWait();
    return age.compareTo(USUAL_WAIT) < 0
        ? ""
        : "A message has waited for its confirm for %d s.".formatted(age.toSeconds());
  }

  /** Waits until nothing is on its way, for as long as that may take. */
  boolean awaitQuiet(Duration timeout) throws InterruptedException {
    return inFlight.awaitNone(timeout);
  }

  /** Everything still on its way ends: the bus is closed. */
  void close() {
    connection.remove(this);
    timeouts.close();
    ConnectionState last = connection.state();
    writer.close(last);
    inFlight.expireAll(last);
  }
}
