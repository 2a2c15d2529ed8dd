package io.pikabus.messaging;

import io.pikabus.BusStatus;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.lang.reflect.Type;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigBuilder;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A runtime as a deployment has it, without a container. */
public final class SharedRuntime implements AutoCloseable {

  final BusRuntime runtime = new BusRuntime();
  private final Map<String, String> settings = new HashMap<>();

  /** What MicroProfile Config says, by the full names of the keys; it may change. */
  final Map<String, String> configuration = new ConcurrentHashMap<>();

  private final RawClient peer;
  private final Queue<IncomingChannel> channels = new ConcurrentLinkedQueue<>();

  /** On the broker that all tests share. */
  SharedRuntime() throws Exception {
    this(Broker.shared(), Map.of());
  }

  /**
   * On a broker.
   *
   * @param more settings of the connector
   */
  public SharedRuntime(Broker chosen, Map<String, String> more) throws Exception {
    this(chosen, more, made -> {});
  }

  /** Likewise, with what the container injects. */
  SharedRuntime(Broker chosen, Map<String, String> more, Consumer<BusRuntime> injection)
      throws Exception {
    injection.accept(runtime);
    URI broker = chosen.uri();
    String[] user = broker.getUserInfo().split(":", 2);
    settings.put("host", broker.getHost());
    settings.put("port", String.valueOf(broker.getPort()));
    settings.put("username", user[0]);
    settings.put("password", user[1]);
    settings.putAll(more);
    peer = new RawClient(chosen);
    settings.forEach(
        (key, value) -> configuration.put("mp.messaging.connector.pikabus." + key, value));
    ConfigProviderResolver.setInstance(new Fixed(configuration));
    try {
      runtime.begin();
    } finally {
      ConfigProviderResolver.setInstance(null);
    }
    WebModules.started(getClass().getClassLoader(), Runnable::run);
  }

  /** What a channel reads: the broker, and what is said here. */
  SettingSource source(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(more);
    return SettingSource.of(all);
  }

  /**
   * Consumes a queue as a method with {@code @Incoming} that takes a {@code Message} does.
   *
   * @param payload of the message
   * @param handler called on the lane's thread; what it returns is settled before the next comes
   * @return says how the channel is doing
   */
  public Supplier<BusStatus.Part> consume(
      String queue, Type payload, Function<Message<?>, CompletionStage<?>> handler) {
    SettingsReader reader = new SettingsReader();
    IncomingSettings read = reader.incoming(queue, source(Map.of()));
    reader.throwFaults();
    Consumers.Consumer consumer =
        new Consumers.Consumer(payload, getClass().getClassLoader(), "a handler of the tests");
    IncomingChannel channel =
        new IncomingChannel(queue, read, Optional.of(consumer), runtime.workplace());
    channels.add(channel);
    channel.subscribe(new OneByOne(handler));
    return channel::status;
  }

  private record OneByOne(
      Function<Message<?>, CompletionStage<?>> handler, AtomicReference<Subscription> upstream)
      implements Subscriber<Message<?>> {

    OneByOne(Function<Message<?>, CompletionStage<?>> handler) {
      this(handler, new AtomicReference<>());
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      upstream.set(subscription);
      subscription.request(1);
    }

    @Override
    public void onNext(Message<?> message) {
      handler.apply(message).whenComplete((done, failed) -> upstream.get().request(1));
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

  /** Makes a queue with messages in it. */
  void fill(String queue, long messages) throws Exception {
    peer.declare(queue, Map.of());
    for (long i = 0; i < messages; i++) {
      peer.put(queue, "m" + i);
    }
  }

  void delete(String queue) throws Exception {
    peer.delete(queue);
  }

  @Override
  public void close() throws Exception {
    for (IncomingChannel each : channels) {
      each.cancel();
      each.awaitStopped();
    }
    WebModules.stopping(getClass().getClassLoader());
    runtime.close();
    peer.close();
  }

  /** MicroProfile Config without an implementation of it. */
  private static final class Fixed extends ConfigProviderResolver {

    private final Config config;

    Fixed(Map<String, String> values) {
      this.config = new FixedConfig(values);
    }

    @Override
    public Config getConfig() {
      return config;
    }

    @Override
    public Config getConfig(ClassLoader loader) {
      return config;
    }

    @Override
    public ConfigBuilder getBuilder() {
      throw new UnsupportedOperationException("Nothing is built here.");
    }

    @Override
    public void registerConfig(Config other, ClassLoader loader) {
      throw new UnsupportedOperationException("There is one only.");
    }

    @Override
    public void releaseConfig(Config released) {
      // It holds nothing.
    }
  }
}
