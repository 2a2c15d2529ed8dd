package io.pikabus.outbox;

import io.pikabus.Destination;
import io.pikabus.SendOutcome;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.store.BrokerRegistry;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.SendPhase;
import io.pikabus.transaction.TransactionalMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The only broker there is: notes what is published, and confirms it at once. */
final class ObligingBroker implements BrokerRegistry, MessagePublisher {

  private final List<String> published = new ArrayList<>();
  private final String place;
  private @Nullable String cluster;

  ObligingBroker() {
    this("here", "rabbit@here");
  }

  /**
   * Likewise, somewhere.
   *
   * @param cluster null before there is a connection
   */
  ObligingBroker(String place, @Nullable String cluster) {
    this.place = place;
    this.cluster = cluster;
  }

  /** From now on there is a connection, to another cluster perhaps; null for none. */
  void becomes(@Nullable String now) {
    cluster = now;
  }

  @Override
  public CompletableFuture<SendOutcome> publish(Envelope envelope, Deadline deadline) {
    published.add(String.valueOf(envelope.properties().messageId()));
    return CompletableFuture.completedFuture(new SendOutcome.Confirmed());
  }

  /** Identifiers, in the order of publishing. */
  List<String> published() {
    return published;
  }

  TransactionalMessage message(String id) {
    return new TransactionalMessage(
        new Envelope(
            new Destination.Queue("orders"),
            Address.queue("direct", "orders"),
            true,
            new HeaderNames("PikaBus"),
            new MessageProperties(
                null, null, Map.of(), 2, null, null, null, null, id, null, null, null, null, null),
            new byte[0],
            null),
        this,
        Duration.ofSeconds(5),
        SendPhase.STORED,
        Address.errors("direct", "error"),
        null);
  }

  @Override
  public Set<String> names() {
    return Set.of(DEFAULT);
  }

  @Override
  public String nameOf(MessagePublisher asked) {
    return DEFAULT;
  }

  @Override
  public MessagePublisher named(String name) {
    return this;
  }

  @Override
  public String place(String name) {
    return place;
  }

  @Override
  public Optional<String> cluster(String name) {
    return Optional.ofNullable(cluster);
  }

  @Override
  public boolean isReachable(String name) {
    return true;
  }
}
