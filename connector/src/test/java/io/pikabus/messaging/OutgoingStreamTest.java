package io.pikabus.messaging;

import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.SettingsReader;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.reactivestreams.tck.TestEnvironment;

/** An outgoing channel is a subscriber as Reactive Streams has it. */
class OutgoingStreamTest {

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
  Stream<DynamicTest> an_outgoing_channel_keeps_the_rules_of_subscribers() {
    Outgoing verification = new Outgoing();
    return Rules.of(verification, verification);
  }

  /** Public, since the rules are called by reflection. */
  public static final class Outgoing extends SubscriberBlackboxVerification<Message<?>>
      implements Rules.Frame {

    private static final int TIMEOUT = 5_000;
    private static final int QUIET = 300;

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
}
