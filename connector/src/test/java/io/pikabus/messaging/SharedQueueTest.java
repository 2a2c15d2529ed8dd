package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import io.pikabus.BusStatus.Part;
import io.pikabus.BusStatus.State;
import io.pikabus.RetryDecision;
import io.pikabus.RetryPolicy;
import io.pikabus.bus.Halts;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Channels of one application that name the same queue: no message is lost or misdirected. */
@Tag("slow")
class SharedQueueTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final String queue = Outage.unique("shared");
  final String errors = Outage.unique("error");

  /** What was handled, by whom, in order. */
  final List<String> handled = new CopyOnWriteArrayList<>();

  final AtomicReference<@Nullable RetryPolicy> policy = new AtomicReference<>();
  RawClient peer;
  SharedRuntime shared;

  @BeforeEach
  void begin() throws Exception {
    shared =
        new SharedRuntime(
            Broker.shared(), Map.of("error-queue", errors), runtime -> runtime.policy(only()));
    peer = new RawClient(Broker.shared());
    peer.declare(queue, Map.of());
    peer.declare(errors, Map.of());
  }

  @AfterEach
  void end() throws Exception {
    shared.close();
    peer.delete(queue);
    peer.delete(errors);
    peer.close();
  }

  /** Gives up at once unless a test decides. */
  @SuppressWarnings("unchecked")
  private Instance<RetryPolicy> only() {
    RetryPolicy asked =
        failed -> {
          RetryPolicy own = policy.get();
          return own == null ? RetryDecision.giveUp() : own.decide(failed);
        };
    return (Instance<RetryPolicy>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Instance.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "isResolvable" -> true;
                  case "get" -> asked;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static ConditionFactory soon() {
    return await().atMost(PATIENCE);
  }

  /** A handler that is asked for messages by the test, and settles each when it has noted it. */
  private final class Handler implements Subscriber<Message<?>> {

    private final String name;
    private volatile @Nullable Subscription upstream;

    Handler(String name) {
      this.name = name;
    }

    Subscription upstream() {
      return Objects.requireNonNull(upstream);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      upstream = subscription;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Done when it returns.
    public void onNext(Message<?> message) {
      String text = String.valueOf(message.getPayload());
      handled.add(name + " " + text);
      if (text.startsWith("bad")) {
        message.nack(new IllegalStateException(text));
      } else {
        message.ack();
      }
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

  /** The channels of one application, made as the connector makes them. */
  private final class Channels {

    private final Map<String, IncomingChannel> made = new HashMap<>();
    private final Map<String, Handler> handlers = new HashMap<>();

    /** By name, with what each takes; the empty text for the rest. */
    Channels(Map<String, String> types) {
      this(types, Map.of());
    }

    Channels(Map<String, String> types, Map<String, ClassLoader> modules) {
      Map<String, SettingSource> sources = new HashMap<>();
      List<QueuePlan.Claim> claims = new ArrayList<>();
      types.forEach(
          (name, written) -> {
            Map<String, String> more = new HashMap<>(Map.of("queue", queue, "transacted", "false"));
            if (!written.isEmpty()) {
              more.put("message-types", written);
            }
            SettingSource source = shared.source(more);
            sources.put(name, source);
            claims.add(
                new QueuePlan.Claim(
                    name, name, 0, source, new SettingsReader().incoming(name, source)));
          });
      QueuePlan plan = QueuePlan.of(claims);
      assertThat(plan.faults()).isEmpty();
      for (QueuePlan.Claim claim : claims) {
        String name = claim.name();
        ClassLoader module = modules.getOrDefault(name, SharedRuntime.class.getClassLoader());
        made.put(
            name,
            shared.runtime.channel(
                name,
                claim.settings(),
                Optional.of(new Consumers.Consumer(String.class, module, "shop." + name)),
                plan.of(name)));
        handlers.put(name, new Handler(name));
      }
    }

    IncomingChannel channel(String name) {
      return Objects.requireNonNull(made.get(name));
    }

    Handler subscribe(String name) {
      Handler handler = Objects.requireNonNull(handlers.get(name));
      channel(name).subscribe(handler);
      return handler;
    }

    /** All subscribe, and want all there is. */
    Channels work() {
      made.keySet().forEach(name -> subscribe(name).upstream().request(Long.MAX_VALUE));
      return this;
    }

    Part status(String name) {
      return channel(name).status();
    }
  }

  private static final Map<String, String> TYPES =
      Map.of("orders", "shop.Order", "shop", "shop.*", "others", "");

  private static final Map<String, String> TWO =
      Map.of("orders", "shop.Order", "parcels", "shop.Parcel");

  private void put(@Nullable String type, String text) throws Exception {
    Map<String, Object> headers = new HashMap<>();
    headers.put("PikaBus.MessageId", text);
    if (type != null) {
      headers.put("PikaBus.MessageType", type);
    }
    peer.put(
        queue,
        new AMQP.BasicProperties.Builder().headers(headers).build(),
        text.getBytes(StandardCharsets.UTF_8));
  }

  private void assertHandled(String... expected) {
    soon().untilAsserted(() -> assertThat(handled).containsExactly(expected));
  }

  /** Neither waiting nor in hand: a consumer that is gone would have given back what it had. */
  private void assertQueueIsEmpty() throws Exception {
    assertThat(peer.ready(queue)).isZero();
  }

  @Test
  void each_message_goes_to_the_channel_that_takes_its_type_in_the_order_of_the_queue()
      throws Exception {
    put("shop.Order", "1");
    put("shop.Parcel", "2");
    put(null, "3");
    put("shop.Order", "4");
    put("bank.Transfer", "5");
    put("shop.", "6");
    put("Shop.Order", "7");
    Channels channels = new Channels(TYPES).work();
    assertHandled("orders 1", "shop 2", "others 3", "orders 4", "others 5", "shop 6", "others 7");
    assertThat(channels.status("orders").state()).isEqualTo(State.WORKING);
    assertThat(peer.channel().consumerCount(queue)).isEqualTo(1);
    assertThat(peer.ready(errors)).isZero();
    assertQueueIsEmpty();
  }

  @Test
  void a_message_that_no_channel_takes_goes_to_the_error_queue_at_once_and_says_so()
      throws Exception {
    new Channels(TWO).work();
    put("shop.Bill", "1");
    put(null, "2");
    put("shop.Order", "3");
    assertHandled("orders 3");
    GetResponse untaken = peer.take(errors);
    assertThat(untaken.getProps().getHeaders()).containsEntry("PikaBus.ErrorRetries", 1);
    assertThat(String.valueOf(untaken.getProps().getHeaders().get("PikaBus.ErrorDetails")))
        .contains("queue '" + queue + "'", "'shop.Bill'", "[shop.Order, shop.Parcel]");
    assertThat(String.valueOf(peer.take(errors).getProps().getHeaders()))
        .contains("its MessageType is missing");
  }

  @Test
  void nothing_is_taken_before_the_last_channel_is_ready() throws Exception {
    put("shop.Parcel", "1");
    put("shop.Order", "2");
    Channels channels = new Channels(TWO);
    channels.subscribe("orders").upstream().request(Long.MAX_VALUE);
    assertThat(channels.status("orders"))
        .satisfies(part -> assertThat(part.state()).isEqualTo(State.NOT_STARTED))
        .extracting(Part::reason)
        .asString()
        .contains("channel 'parcels' is not ready");
    await()
        .during(Duration.ofMillis(500))
        .until(() -> peer.ready(queue) == 2 && peer.channel().consumerCount(queue) == 0);
    channels.subscribe("parcels").upstream().request(Long.MAX_VALUE);
    assertHandled("parcels 1", "orders 2");
    assertThat(peer.ready(errors)).isZero();
  }

  @Test
  void a_message_waits_until_its_channel_wants_it_and_holds_back_those_behind_it()
      throws Exception {
    put("shop.Order", "1");
    put("shop.Parcel", "2");
    put("shop.Order", "3");
    Channels channels = new Channels(TWO);
    Handler parcels = channels.subscribe("parcels");
    channels.subscribe("orders").upstream().request(Long.MAX_VALUE);
    assertHandled("orders 1");
    await().during(Duration.ofMillis(500)).until(() -> handled.size() == 1);
    parcels.upstream().request(1);
    assertHandled("orders 1", "parcels 2", "orders 3");
    put("shop.Parcel", "4");
    put("shop.Parcel", "5");
    parcels.upstream().request(2);
    assertHandled("orders 1", "parcels 2", "orders 3", "parcels 4", "parcels 5");
    assertThat(peer.ready(errors)).isZero();
  }

  @Test
  void an_interrupt_while_a_message_waits_for_demand_is_no_failure_of_the_message()
      throws Exception {
    put("shop.Parcel", "1");
    Channels channels = new Channels(TWO);
    Handler parcels = channels.subscribe("parcels");
    channels.subscribe("orders").upstream().request(1);
    Thread lane = soon().until(this::laneThatWaits, thread -> thread != null);
    lane.interrupt();
    await().during(Duration.ofMillis(300)).until(() -> peer.ready(errors) == 0);
    parcels.upstream().request(1);
    assertHandled("parcels 1");
    assertThat(peer.ready(errors)).isZero();
  }

  private @Nullable Thread laneThatWaits() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(each -> each.getKey().getName().startsWith("pikabus-" + queue))
        .filter(
            each ->
                List.of(each.getValue()).stream()
                    .anyMatch(frame -> frame.getClassName().equals(Demand.class.getName())))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  @Test
  void a_channel_that_is_cancelled_ends_the_queue_and_all_messages_stay_there() throws Exception {
    Channels channels = new Channels(TWO).work();
    put("shop.Order", "1");
    assertHandled("orders 1");
    channels.channel("parcels").cancel();
    put("shop.Parcel", "2");
    put("shop.Order", "3");
    soon().until(() -> peer.channel().consumerCount(queue) == 0);
    await().during(Duration.ofMillis(300)).until(() -> peer.ready(queue) == 2);
    assertThat(handled).containsExactly("orders 1");
    assertThat(peer.ready(errors)).isZero();
    assertThat(channels.status("parcels").state()).isEqualTo(State.DEAD);
    assertThat(channels.status("orders").state()).isEqualTo(State.DEAD);
    assertThat(channels.status("orders").reason())
        .contains("shares its queue with channel 'parcels', which the messaging runtime cancelled");
  }

  @Test
  void a_channel_that_is_cancelled_before_the_queue_is_consumed_keeps_it_from_that()
      throws Exception {
    put("shop.Order", "1");
    Channels channels = new Channels(TWO);
    channels.subscribe("parcels").upstream().cancel();
    channels.subscribe("orders").upstream().request(1);
    await()
        .during(Duration.ofMillis(300))
        .until(() -> peer.ready(queue) == 1 && peer.channel().consumerCount(queue) == 0);
    assertThat(channels.status("orders").state()).isEqualTo(State.DEAD);
  }

  @Test
  void a_message_that_waits_for_its_channel_goes_back_when_that_is_cancelled_or_stopped()
      throws Exception {
    put("shop.Order", "1");
    put("shop.Parcel", "2");
    Channels channels = new Channels(TWO);
    Handler parcels = channels.subscribe("parcels");
    channels.subscribe("orders").upstream().request(1);
    assertHandled("orders 1");
    soon().until(this::laneThatWaits, thread -> thread != null);
    parcels.upstream().cancel();
    soon().until(() -> peer.ready(queue) == 1);
    assertThat(channels.channel("orders").awaitStopped()).isTrue();
    assertThat(peer.take(queue).getBody()).asString(StandardCharsets.UTF_8).isEqualTo("2");
    assertThat(peer.ready(errors)).isZero();
  }

  @Test
  void the_application_that_stops_gives_back_what_waits() throws Exception {
    put("shop.Parcel", "1");
    Channels channels = new Channels(TWO);
    channels.subscribe("parcels");
    channels.subscribe("orders").upstream().request(1);
    soon().until(this::laneThatWaits, thread -> thread != null);
    channels.channel("orders").stop();
    assertThat(channels.channel("parcels").awaitStopped()).isTrue();
    soon().until(() -> peer.ready(queue) == 1);
    assertThat(peer.ready(errors)).isZero();
  }

  @Test
  void a_pause_of_one_channel_is_one_of_the_queue() throws Exception {
    Channels channels = new Channels(TWO).work();
    put("shop.Order", "1");
    assertHandled("orders 1");
    channels.channel("parcels").halts().halt(Halts.By.OPERATOR, "stocktaking");
    soon().until(() -> channels.status("orders").state() == State.PAUSED);
    assertThat(channels.status("orders").reason()).contains("stocktaking");
    put("shop.Order", "2");
    await().during(Duration.ofMillis(500)).until(() -> handled.size() == 1);
    channels.channel("orders").halts().end(Halts.By.OPERATOR);
    assertHandled("orders 1", "orders 2");
    assertThat(channels.status("parcels").state()).isEqualTo(State.WORKING);
  }

  @Test
  void a_policy_is_told_the_channel_whose_handler_failed() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    policy.set(
        failed -> {
          told.add(failed.channel() + " " + failed.metadata().messageId());
          return RetryDecision.giveUp();
        });
    put("shop.Order", "bad 1");
    put("shop.Parcel", "bad 2");
    put("shop.Bill", "3");
    new Channels(TWO).work();
    soon()
        .untilAsserted(
            () -> assertThat(told).containsExactly("orders bad 1", "parcels bad 2", queue + " 3"));
    soon().until(() -> peer.ready(errors) == 3);
  }

  @Test
  void a_message_that_failed_comes_again_to_the_same_channel() throws Exception {
    policy.set(
        failed ->
            failed.failures() < 2 ? RetryDecision.retry(Duration.ZERO) : RetryDecision.giveUp());
    put("shop.Parcel", "bad 1");
    new Channels(TWO).work();
    assertHandled("parcels bad 1", "parcels bad 1");
    assertThat(peer.take(errors).getBody()).asString(StandardCharsets.UTF_8).isEqualTo("bad 1");
  }

  @Test
  void channels_of_two_web_modules_begin_with_the_second_and_each_works_in_its_own()
      throws Exception {
    put("shop.Parcel", "1");
    put("shop.Order", "2");
    ClassLoader first = new ClassLoader(null) {};
    ClassLoader second = new ClassLoader(null) {};
    Channels channels = new Channels(TWO, Map.of("orders", first, "parcels", second)).work();
    try {
      WebModules.started(first, in("first"));
      await().during(Duration.ofMillis(300)).until(() -> peer.ready(queue) == 2);
      assertThat(channels.status("orders").reason())
          .contains("channel 'parcels' is not ready. The handler's web module is not up.");
      WebModules.started(second, in("second"));
      assertHandled("in second", "parcels 1", "in first", "orders 2");
      assertThat(channels.channel("orders").worksIn(first)).isTrue();
      assertThat(channels.channel("orders").worksIn(second)).isFalse();
      assertThat(channels.channel("parcels").worksIn(second)).isTrue();
    } finally {
      WebModules.stopping(first);
      WebModules.stopping(second);
    }
    assertThat(peer.channel().consumerCount(queue)).isZero();
  }

  private Executor in(String module) {
    return work -> {
      if (Thread.currentThread().getName().startsWith("pikabus-" + queue)) {
        handled.add("in " + module);
      }
      work.run();
    };
  }

  @Test
  void a_channel_alone_with_types_of_its_own_takes_no_others() throws Exception {
    Channels channels = new Channels(Map.of("orders", "shop.Order"));
    Handler orders = channels.subscribe("orders");
    put("shop.Bill", "1");
    put("shop.Order", "2");
    orders.upstream().request(1);
    assertHandled("orders 2");
    assertThat(String.valueOf(peer.take(errors).getProps().getHeaders())).contains("[shop.Order]");
  }
}
