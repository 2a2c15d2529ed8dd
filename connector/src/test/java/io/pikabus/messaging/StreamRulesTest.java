package io.pikabus.messaging;

import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.SettingsReader;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.reactivestreams.tck.TestEnvironment;

/** Channels are publishers and subscribers as Reactive Streams has them. */
class StreamRulesTest {

  /** Rules that ask for messages without end are content with fewer. */
  private static final long MOST = 200;

  private static final int TIMEOUT = 5_000;
  private static final int QUIET = 300;

  private static SharedRuntime shared;

  @BeforeAll
  static void begin() throws Exception {
    shared = new SharedRuntime();
  }

  @AfterAll
  static void end() throws Exception {
    shared.close();
  }

  @TestFactory
  Stream<DynamicTest> an_incoming_channel_keeps_the_rules_of_publishers() {
    Incoming verification = new Incoming();
    return Rules.of(verification, verification);
  }

  @TestFactory
  Stream<DynamicTest> an_outgoing_channel_keeps_the_rules_of_subscribers() {
    Outgoing verification = new Outgoing();
    return Rules.of(verification, verification);
  }

  /** Public, since the rules are called by reflection. */
  public static final class Incoming extends PublisherVerification<Message<?>>
      implements Rules.Frame {

    private final Queue<IncomingChannel> channels = new ConcurrentLinkedQueue<>();

    Incoming() {
      super(new TestEnvironment(TIMEOUT, QUIET, QUIET), TIMEOUT);
    }

    @Override
    public void begin() throws Exception {
      setUp();
    }

    @Override
    public void end() throws Exception {
      for (IncomingChannel channel : channels) {
        channel.cancel();
        channel.awaitStopped();
        shared.delete(channel.status().queue());
      }
      channels.clear();
    }

    private IncomingChannel channel(long messages) {
      String queue = "tck-" + UUID.randomUUID();
      SettingsReader reader = new SettingsReader();
      IncomingSettings settings =
          reader.incoming(queue, shared.source(Map.of("transacted", "false", "max-retries", "0")));
      reader.throwFaults();
      try {
        shared.fill(queue, Math.min(messages, MOST));
      } catch (Exception failure) {
        throw new IllegalStateException("Could not fill queue " + queue, failure);
      }
      IncomingChannel channel =
          new IncomingChannel(queue, settings, Optional.empty(), shared.runtime.workplace());
      channels.add(channel);
      return channel;
    }

    @Override
    public Publisher<Message<?>> createPublisher(long elements) {
      IncomingChannel channel = channel(elements);
      return subscriber ->
          channel.subscribe(subscriber == null ? null : new Acknowledging(subscriber));
    }

    /** One that has a subscriber already. */
    @Override
    public Publisher<Message<?>> createFailedPublisher() {
      IncomingChannel channel = channel(0);
      channel.subscribe(new Idle());
      return channel;
    }

    /** A queue has no end. */
    @Override
    public long maxElementsFromPublisher() {
      return publisherUnableToSignalOnComplete();
    }
  }

  /** Public, since the rules are called by reflection. */
  public static final class Outgoing extends SubscriberBlackboxVerification<Message<?>>
      implements Rules.Frame {

    Outgoing() {
      super(new TestEnvironment(TIMEOUT, QUIET, QUIET));
    }

    @Override
    public void begin() throws Exception {
      startPublisherExecutorService();
      setUp();
    }

    @Override
    public void end() {
      shutdownPublisherExecutorService();
    }

    @Override
    public Subscriber<Message<?>> createSubscriber() {
      SettingsReader reader = new SettingsReader();
      OutgoingSettings settings =
          reader.outgoing(shared.source(Map.of("topic", "tck", "mandatory", "false")));
      reader.throwFaults();
      return new OutgoingChannel("tck", settings, shared.runtime.engine(), null);
    }

    @Override
    public Message<?> createElement(int element) {
      return Message.of("m" + element);
    }
  }

  /** Does what the runtime does for a handler: the next message comes when this one is settled. */
  private record Acknowledging(Subscriber<? super Message<?>> behind)
      implements Subscriber<Message<?>> {

    @Override
    public void onSubscribe(Subscription subscription) {
      behind.onSubscribe(subscription);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Done when it returns.
    public void onNext(Message<?> message) {
      behind.onNext(message);
      message.ack();
    }

    @Override
    public void onError(Throwable failure) {
      behind.onError(failure);
    }

    @Override
    public void onComplete() {
      behind.onComplete();
    }
  }

  /** Wants nothing. */
  private static final class Idle implements Subscriber<Message<?>> {

    @Override
    public void onSubscribe(Subscription subscription) {
      // Nothing is requested.
    }

    @Override
    public void onNext(Message<?> message) {
      throw new AssertionError("Nothing was requested.");
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onComplete() {
      throw new AssertionError("A queue has no end.");
    }
  }
}
