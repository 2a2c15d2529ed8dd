package io.pikabus.messaging;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.BusStatus.Part;
import io.pikabus.BusStatus.State;
import io.pikabus.IncomingMetadata;
import io.pikabus.RolledBackException;
import io.pikabus.bus.Consumed;
import io.pikabus.bus.DeliverySink;
import io.pikabus.bus.Halts;
import io.pikabus.bus.Lane;
import io.pikabus.config.IncomingSettings;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.Batch;
import io.pikabus.transaction.BatchState;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * An incoming channel: a queue on one side, one subscriber on the other, and a lane between them
 * that starts when both the subscriber and the module of the handler are there.
 *
 * <p>Threads: the runtime subscribes, requests and cancels; the servlet container starts and stops;
 * the lane delivers. {@code lane}, {@code subscriber}, {@code module} and {@code drainedBy} change
 * under the monitor; the last is null until the channel stops. There is never a second subscriber:
 * {@code subscribed} stays true when the first one has cancelled.
 */
final class IncomingChannel implements Publisher<Message<?>>, Subscription, DeliverySink, Consumed {

  private static final Duration CHECK = Duration.ofMillis(200);

  private final String name;
  private final IncomingSettings settings;
  private final Optional<Consumers.Consumer> consumer;
  private final Workplace workplace;
  private final Demand demand = new Demand();
  private final Halts halts;
  private final Instant born = Instant.now();

  @GuardedBy("this")
  private boolean subscribed;

  @GuardedBy("this")
  private @Nullable Subscriber<? super Message<?>> subscriber;

  @GuardedBy("this")
  private @Nullable ClassLoader module;

  @GuardedBy("this")
  private @Nullable Lane lane;

  @GuardedBy("this")
  private @Nullable Deadline drainedBy;

  private volatile @Nullable Instant cancelled;
  private volatile @Nullable String inHand;
  private volatile String whileInHand = "";

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
    boolean first;
    synchronized (this) {
      first = !subscribed;
      if (first) {
        subscribed = true;
        subscriber = newcomer;
      }
    }
    if (!first) {
      newcomer.onSubscribe(new Refused());
      newcomer.onError(
          new IllegalStateException("Channel '%s' has a subscriber already.".formatted(name)));
      return;
    }
    newcomer.onSubscribe(this);
    tryToStart();
  }

  @Override
  public void request(long count) {
    if (count > 0) {
      demand.add(count);
      return;
    }
    // Null once it was cancelled: then nothing is said any more (Reactive Streams 3.6).
    Subscriber<? super Message<?>> present = subscriber();
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
      if (cancelled == null) {
        String message = inHand;
        whileInHand = message == null ? "" : " while message " + message + " was in hand";
        cancelled = Instant.now();
      }
      subscriber = null;
    }
    stop();
  }

  private synchronized @Nullable Subscriber<? super Message<?>> subscriber() {
    return subscriber;
  }

  void moduleStarted() {
    tryToStart();
  }

  synchronized boolean worksIn(ClassLoader stopping) {
    return stopping.equals(module);
  }

  private synchronized void tryToStart() {
    if (subscriber == null || lane != null || drainedBy != null) {
      return;
    }
    WebModules.Module home =
        WebModules.of(consumer.map(Consumers.Consumer::module).orElse(getClass().getClassLoader()));
    if (home == null) {
      return;
    }
    module = home.loader();
    lane =
        workplace.start(
            settings,
            consumer.map(Consumers.Consumer::payload).orElse(byte[].class),
            this,
            home,
            halts);
  }

  @Override
  public Halts halts() {
    return halts;
  }

  @Override
  public Part status() {
    Lane present = lane();
    Instant dead = cancelled;
    if (dead != null && !workplace.isStopping()) {
      return Part.consumer(name, settings.queue(), State.DEAD, dead)
          .withReason(
              "The messaging runtime cancelled the channel%s; what its handler threw is in the server's log. It delivers nothing until the application is deployed again."
                  .formatted(whileInHand));
    }
    return present == null
        ? Part.consumer(name, settings.queue(), State.NOT_STARTED, born).withReason(whyNotStarted())
        : present.status(name);
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
    CompletableFuture<@Nullable Void> settled = new CompletableFuture<>();
    Message<Object> message =
        Message.of(
            payload,
            transaction == null ? Metadata.of(metadata) : Metadata.of(metadata, transaction),
            () -> {
              settled.complete(null);
              return CompletableFuture.completedFuture(null);
            },
            reason -> {
              settled.completeExceptionally(reason);
              return CompletableFuture.completedFuture(null);
            });
    Subscriber<? super Message<?>> present = subscriber();
    if (present == null) {
      throw new AbandonedException(
          "The channel '%s' was cancelled before message %s was handed to it; the message goes back to queue '%s'."
              .formatted(name, Printable.of(metadata.messageId()), Printable.of(metadata.queue())));
    }
    demand.use();
    inHand = Printable.of(metadata.messageId());
    try {
      present.onNext(message);
      Thread.interrupted(); // Left by the application; it would end the wait.
      await(settled, metadata, transaction);
    } finally {
      inHand = null;
    }
  }

  /**
   * A handler may complete later, on another thread; nothing else is delivered until then, or until
   * its transaction has timed out.
   */
  private void await(
      CompletableFuture<@Nullable Void> settled,
      IncomingMetadata metadata,
      @Nullable Batch transaction)
      throws Exception {
    while (true) {
      try {
        settled.get(CHECK.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (ExecutionException failed) {
        throw cause(failed);
      } catch (TimeoutException notYet) {
        if (transaction != null
            && transaction.state() == BatchState.DISCARDED
            && !settled.isDone()) {
          throw new RolledBackException(
              "The transaction around message %s of channel '%s' was rolled back while its handler was still at work: it took longer than the transaction timeout. Make it faster, raise the timeout, or set transacted = false."
                  .formatted(Printable.of(metadata.messageId()), name),
              null);
        }
        if (cancelled != null && !settled.isDone()) {
          throw new AbandonedException(
              "The channel '%s' was cancelled while message %s was neither acknowledged nor refused; it goes back to queue '%s', and the channel delivers nothing more until the application is deployed again."
                  .formatted(
                      name, Printable.of(metadata.messageId()), Printable.of(metadata.queue())));
        }
      }
    }
  }

  /** The handler's own exception, out of the runtime's wrappings. */
  private static Exception cause(Throwable wrapped) {
    Throwable cause = wrapped;
    while (cause.getCause() != null
        && (cause instanceof ExecutionException
            || cause instanceof CompletionException
            || cause instanceof InvocationTargetException
            || cause.getClass().getSimpleName().equals("ProcessingException"))) {
      cause = cause.getCause();
    }
    return cause instanceof Exception exception ? exception : new ExecutionException(cause);
  }

  /** Stops deliveries; what is in hand goes on, and its time runs from the first call. */
  void stop() {
    synchronized (this) {
      if (drainedBy == null) {
        drainedBy = Deadline.in(settings.drainTimeout());
      }
    }
    demand.end();
    Lane present = lane();
    if (present != null) {
      present.stop();
    }
  }

  /** Whether the message in hand, if any, was settled in time. */
  boolean awaitStopped() {
    Lane present = lane();
    return present == null || present.awaitStopped(timeLeft());
  }

  private synchronized Duration timeLeft() {
    return drainedBy == null ? settings.drainTimeout() : drainedBy.left();
  }

  private synchronized @Nullable Lane lane() {
    return lane;
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
