package io.pikabus.messaging;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.BusStatus.Part;
import io.pikabus.BusStatus.State;
import io.pikabus.IncomingMetadata;
import io.pikabus.bus.Consumed;
import io.pikabus.bus.DeliverySink;
import io.pikabus.bus.Halts;
import io.pikabus.bus.Lane;
import io.pikabus.config.IncomingSettings;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * An incoming channel: a queue on one side, one subscriber on the other, and a lane between them
 * that starts when both the subscriber and the module of the handler are there. {@link
 * ChannelState} says what happens when.
 *
 * <p>Threads: the runtime subscribes, requests and cancels; the servlet container starts and stops;
 * the lane delivers. The monitor guards the state; the lane is started under it, and neither the
 * subscriber nor the lane is told anything under it. The lane's thread alone changes what is in
 * hand.
 */
final class IncomingChannel implements Publisher<Message<?>>, Subscription, DeliverySink, Consumed {

  private final String name;
  private final IncomingSettings settings;
  private final Optional<Consumers.Consumer> consumer;
  private final Workplace workplace;
  private final Demand demand = new Demand();
  private final Halts halts;
  private final Instant born = Instant.now();

  @GuardedBy("this")
  private ChannelState<Subscriber<? super Message<?>>, Lane> state = new ChannelState.Free<>();

  private volatile @Nullable MessageInHand inHand;

  IncomingChannel(
      String name,
      IncomingSettings settings,
      Optional<Consumers.Consumer> consumer,
      Workplace workplace) {
    this.name = name;
    this.settings = settings;
    this.consumer = consumer;
    this.workplace = workplace;
    this.halts = new Halts("Channel " + name);
  }

  String name() {
    return name;
  }

  @Override
  public void subscribe(Subscriber<? super Message<?>> newcomer) {
    Objects.requireNonNull(newcomer, "subscriber (Reactive Streams 1.9)");
    if (!isFirst(newcomer)) {
      newcomer.onSubscribe(new Refused());
      newcomer.onError(
          new IllegalStateException("Channel '%s' has a subscriber already.".formatted(name)));
      return;
    }
    newcomer.onSubscribe(this);
    tryToStart();
  }

  private synchronized boolean isFirst(Subscriber<? super Message<?>> newcomer) {
    var before = state;
    state = before.subscribed(newcomer);
    return state != before;
  }

  @Override
  public void request(long count) {
    if (count > 0) {
      demand.add(count);
      return;
    }
    // Null once it was cancelled: then nothing is said any more (Reactive Streams 3.6).
    Subscriber<? super Message<?>> present = state().subscriber();
    cancel();
    if (present != null) {
      present.onError(
          new IllegalArgumentException(
              "%d messages were requested of channel '%s'; at least 1 must be (Reactive Streams 3.9)."
                  .formatted(count, name)));
    }
  }

  /** The runtime wants no more, ever, and is forgotten (Reactive Streams 3.13). */
  @Override
  public void cancel() {
    synchronized (this) {
      MessageInHand message = inHand;
      state =
          state.cancelled(
              Instant.now(),
              message == null ? null : message.id(),
              Deadline.in(settings.drainTimeout()));
    }
    endDeliveries();
  }

  private synchronized ChannelState<Subscriber<? super Message<?>>, Lane> state() {
    return state;
  }

  void moduleStarted() {
    tryToStart();
  }

  boolean worksIn(ClassLoader stopping) {
    ChannelState.Work<Lane> work = state().work();
    return work != null && stopping.equals(work.module());
  }

  private synchronized void tryToStart() {
    if (!(state instanceof ChannelState.Subscribed)) {
      return;
    }
    WebModules.Module home =
        WebModules.of(consumer.map(Consumers.Consumer::module).orElse(getClass().getClassLoader()));
    if (home == null) {
      return;
    }
    Lane lane =
        workplace.start(
            settings,
            consumer.map(Consumers.Consumer::payload).orElse(byte[].class),
            this,
            home,
            halts);
    state = state.started(new ChannelState.Work<>(lane, home.loader()));
  }

  @Override
  public Halts halts() {
    return halts;
  }

  @Override
  public Part status() {
    var present = state();
    if (present instanceof ChannelState.Cancelled<?, ?> cancelled && !workplace.isStopping()) {
      return Part.consumer(name, settings.queue(), State.DEAD, cancelled.since())
          .withReason(
              "The messaging runtime cancelled the channel%s; what its handler threw is in the server's log. It delivers nothing until the application is deployed again."
                  .formatted(
                      cancelled.inHand() == null
                          ? ""
                          : " while message " + cancelled.inHand() + " was in hand"));
    }
    ChannelState.Work<Lane> work = present.work();
    return work == null
        ? Part.consumer(name, settings.queue(), State.NOT_STARTED, born).withReason(whyNotStarted())
        : work.lane().status(name);
  }

  /** A class with {@code @Incoming} that is no bean is not shown to extensions. */
  private String whyNotStarted() {
    return consumer.isPresent()
        ? "The handler's web module is not up."
        : "No method of a bean consumes the channel. Give the class with @Incoming(\"%s\") a scope, such as @ApplicationScoped."
            .formatted(name);
  }

  @Override
  public boolean awaitDemand() throws InterruptedException {
    return demand.await();
  }

  @Override
  public void handle(IncomingMetadata metadata, Object payload, @Nullable Batch transaction)
      throws Exception {
    Subscriber<? super Message<?>> present = state().subscriber();
    if (present == null) {
      throw new AbandonedException(
          "The channel '%s' was cancelled before message %s was handed to it; the message goes back to queue '%s'."
              .formatted(name, Printable.of(metadata.messageId()), Printable.of(metadata.queue())));
    }
    demand.use();
    MessageInHand message = new MessageInHand(name, metadata, transaction);
    inHand = message;
    try {
      present.onNext(message.message(payload));
      Thread.interrupted(); // Left by the application; it would end the wait.
      message.awaitSettled(this::isCancelled);
    } finally {
      inHand = null;
    }
  }

  private boolean isCancelled() {
    return state() instanceof ChannelState.Cancelled;
  }

  /** Stops deliveries; what is in hand goes on, and its time runs from the first call. */
  void stop() {
    synchronized (this) {
      state = state.stopped(Deadline.in(settings.drainTimeout()));
    }
    endDeliveries();
  }

  private void endDeliveries() {
    demand.end();
    ChannelState.Work<Lane> work = state().work();
    if (work != null) {
      work.lane().stop();
    }
  }

  /** Whether the message in hand, if any, was settled in time. */
  boolean awaitStopped() {
    var present = state();
    ChannelState.Work<Lane> work = present.work();
    Deadline end = present.drainedBy();
    Duration left = end == null ? settings.drainTimeout() : end.left();
    return work == null || work.lane().awaitStopped(left);
  }

  /** For a subscriber that came too late (Reactive Streams 1.9). */
  private static final class Refused implements Subscription {
    @Override
    public void request(long count) {
      // Nothing comes.
    }

    @Override
    public void cancel() {
      // Nothing was promised.
    }
  }
}
