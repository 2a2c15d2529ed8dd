package io.pikabus.bus;

import static java.util.stream.Collectors.joining;

import io.pikabus.BusStatus;
import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.ReceivedMessage;
import io.pikabus.SendException;
import io.pikabus.SendOptions;
import io.pikabus.Subscription;
import io.pikabus.TransactionBody;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.delay.DelayRoute;
import io.pikabus.delay.DelayTopology;
import io.pikabus.protocol.ReplyRoute;
import io.pikabus.protocol.Topology;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.text.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bus of a container, which the container closes; consuming is left to its channels. */
public class DefaultPikaBus implements PikaBus {

  private final OutgoingSettings settings;
  private final Outbound outbound;
  private final CurrentMessage current;
  private final Supplier<BrokerClient> client;
  private final Supplier<BusStatus.Builder> status;
  private final Supplier<? extends List<? extends Consumed>> consumers;
  private final Receiving receiving;

  /**
   * Made of its parts.
   *
   * @param client asked for at the first use, not before
   * @param status how all else is doing but the consumers
   * @param consumers all queues that are consumed, or shall be
   * @param receiving of single messages
   */
  public DefaultPikaBus(
      OutgoingSettings settings,
      Outbound outbound,
      CurrentMessage current,
      Supplier<BrokerClient> client,
      Supplier<BusStatus.Builder> status,
      Supplier<? extends List<? extends Consumed>> consumers,
      Receiving receiving) {
    this.settings = settings;
    this.outbound = outbound;
    this.current = current;
    this.client = client;
    this.status = status;
    this.consumers = consumers;
    this.receiving = receiving;
  }

  @Override
  public void send(String queue, @Nullable Object payload, SendOptions options) {
    dispatch(new Destination.Queue(queue), payload, options);
  }

  @Override
  public void publish(String topic, @Nullable Object payload, SendOptions options) {
    dispatch(new Destination.Topic(topic), payload, options);
  }

  @Override
  public void reply(@Nullable Object payload, SendOptions options) {
    IncomingMetadata handled =
        incoming()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "There is nothing to reply to: reply was called outside a handler, or on a thread that a handler started."));
    String queue = handled.replyToAddress();
    if (queue == null || queue.isBlank()) {
      throw new IllegalStateException(
          "There is nobody to reply to: message %s of queue '%s' names no ReplyToAddress, nor has it the property reply_to."
              .formatted(Printable.of(handled.messageId()), Printable.of(handled.queue())));
    }
    Optional<String> refusal =
        DelayTopology.isOurs(queue)
            ? Optional.of("delayed messages wait there")
            : ReplyRoute.refusal(
                handled, settings.bus().errorQueue(), settings.bus().allowedReplyQueues());
    if (refusal.isPresent()) {
      throw new IllegalStateException(
          "Message %s of queue '%s' asks for a reply to queue '%s', which is refused: %s. Correct ReplyToAddress or reply_to at the sender, or send to a queue of your choice."
              .formatted(
                  Printable.of(handled.messageId()),
                  Printable.of(handled.queue()),
                  Printable.of(queue),
                  refusal.get()));
    }
    send(queue, payload, ReplyRoute.options(handled, settings.bus().headerNames(), options));
  }

  @Override
  public void defer(String queue, @Nullable Object payload, Duration delay, SendOptions options) {
    if (delay.isNegative() || delay.compareTo(DelayRoute.LONGEST) > 0) {
      throw new IllegalArgumentException(
          "A message cannot be deferred by %s; from nothing to %s it can."
              .formatted(delay, DelayRoute.LONGEST));
    }
    dispatch(new Destination.Queue(queue), payload, options, delay);
  }

  private void dispatch(Destination destination, @Nullable Object payload, SendOptions options) {
    dispatch(destination, payload, options, null);
  }

  private void dispatch(
      Destination destination,
      @Nullable Object payload,
      SendOptions options,
      @Nullable Duration delay) {
    try {
      outbound
          .send(settings, destination, payload, options, delay, null, null, client.get())
          .join();
    } catch (CompletionException wrapped) {
      RuntimeException failure =
          wrapped.getCause() instanceof SendException cause ? new SendException(cause) : wrapped;
      outbound.notSent(destination, failure);
      throw failure;
    }
  }

  @Override
  public Optional<IncomingMetadata> incoming() {
    return current.get();
  }

  @Override
  public void subscribe(Subscription subscription) {
    client.get().declare(topicExchange());
    client.get().bind(binding(subscription));
  }

  @Override
  public void unsubscribe(Subscription subscription) {
    client.get().unbind(binding(subscription));
  }

  private Topology topicExchange() {
    return new Topology(
        Topology.exchanges(settings.bus().directExchange(), settings.bus().topicExchange()),
        List.of(),
        List.of(),
        List.of());
  }

  private Topology.Binding binding(Subscription subscription) {
    return Topology.binding(subscription, settings.bus().topicExchange());
  }

  @Override
  public <T> Optional<ReceivedMessage<T>> receive(String queue, Class<T> type, Duration wait) {
    return receiving.receive(queue, type, wait);
  }

  @Override
  public <X extends Exception> void inTransaction(TransactionBody<X> body) throws X {
    receiving.inTransaction(body);
  }

  @Override
  public void declareQueue(String queue, String... topics) {
    receiving.declareQueue(queue, List.of(topics));
  }

  @Override
  public long messageCount(String queue) {
    return client.get().messageCount(new Destination.Queue(queue).name());
  }

  @Override
  public BusStatus status() {
    return status.get().consumers(consumers.get().stream().map(Consumed::status).toList()).build();
  }

  @Override
  public void pause(String name, String reason) {
    named(name).forEach(each -> each.halts().halt(Halts.By.OPERATOR, reason));
  }

  @Override
  public void resume(String name) {
    named(name).forEach(each -> each.halts().end(Halts.By.OPERATOR));
  }

  private List<? extends Consumed> named(String name) {
    List<? extends Consumed> all = consumers.get();
    List<? extends Consumed> found =
        all.stream()
            .filter(each -> List.of(each.status().name(), each.status().queue()).contains(name))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "No channel and no queue that is consumed here is named '%s'. There %s."
              .formatted(
                  Printable.of(name),
                  all.isEmpty()
                      ? "is none"
                      : all.stream()
                          .map(each -> each.status().name())
                          .collect(joining("', '", "is '", "'"))));
    }
    return found;
  }
}
