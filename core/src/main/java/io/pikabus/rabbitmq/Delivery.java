package io.pikabus.rabbitmq;

import io.pikabus.IncomingMetadata;
import io.pikabus.observer.MessageObserver.Settlement;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.IncomingHeaders;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.recovery.Deliveries;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A message in our hands until it is settled: exactly once, by any thread. If its channel is gone
 * the broker delivers it again, and settling does nothing.
 */
public final class Delivery {

  private final Acknowledgements channel;
  private final long tag;
  private final IncomingMetadata metadata;
  private final MessageProperties properties;
  private final byte[] body;
  private final @Nullable String fault;
  private final long arrived = System.nanoTime();
  private final AtomicBoolean settled = new AtomicBoolean();
  private volatile Consumer<Settlement> listener = how -> {};

  Delivery(
      Acknowledgements channel,
      long tag,
      IncomingMetadata metadata,
      MessageProperties properties,
      byte[] body,
      @Nullable String fault) {
    this.channel = channel;
    this.tag = tag;
    this.metadata = metadata;
    this.properties = properties;
    this.body = body;
    this.fault = fault;
  }

  /** What an application sees. */
  public IncomingMetadata metadata() {
    return metadata;
  }

  /** As it came, with the header values that the client read: for sending it on unchanged. */
  public MessageProperties properties() {
    return properties;
  }

  /**
   * How often the broker counted that it had been delivered before. Only a quorum queue counts;
   * what a sender left in the header is no count of this queue's.
   */
  public int deliveries() {
    return metadata.redelivered() ? Deliveries.counted(properties) : 0;
  }

  /** Whether it took the place of one that had been delivered too often. */
  boolean isSuspect() {
    return Deliveries.isRecorded(properties);
  }

  /** Not copied; not to be changed. */
  public byte[] body() {
    return body;
  }

  /**
   * Why its headers could not be read as they came: what was unreadable is the value of a header
   * now, as octets. Null when all could be read.
   */
  public @Nullable String fault() {
    return fault;
  }

  /** Whether the broker has given it to somebody else by now, or will. */
  public boolean isLost() {
    return channel.isLost();
  }

  /** Whether it is settled, or lost. */
  boolean isOver() {
    return settled.get() || isLost();
  }

  /** How long it has been in our hands. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - arrived);
  }

  /** Its place among those of its channel. */
  long tag() {
    return tag;
  }

  /** Who is told when it is settled, by whichever thread; nobody is told if it is lost before. */
  public void whenSettled(Consumer<Settlement> told) {
    listener = told;
  }

  /** It is handled, or safely elsewhere. */
  public void acknowledge() {
    if (settled.compareAndSet(false, true)) {
      channel.acknowledge(tag);
      listener.accept(Settlement.ACKNOWLEDGED);
    }
  }

  /**
   * Acknowledges several by as few words as can be, which is one for all that a channel delivered
   * until then. Written before this returns.
   */
  public static void acknowledge(Collection<Delivery> deliveries) {
    Set<Acknowledgements> channels = new HashSet<>();
    for (Delivery each : deliveries) {
      if (each.settled.compareAndSet(false, true)) {
        each.channel.note(each.tag);
        each.listener.accept(Settlement.ACKNOWLEDGED);
        channels.add(each.channel);
      }
    }
    channels.forEach(Acknowledgements::flush);
  }

  /**
   * The same delivery without what takes room, to be settled in its place: its content stays with
   * the broker.
   */
  public Delivery withoutContent() {
    IncomingMetadata light =
        IncomingHeaders.read(
            metadata.queue(),
            metadata.redelivered(),
            metadata.exchange(),
            metadata.routingKey(),
            null,
            Map.of(),
            new HeaderNames("PikaBus"));
    MessageProperties none =
        new MessageProperties(
            null, null, Map.of(), null, null, null, null, null, null, null, null, null, null, null);
    return new Delivery(channel, tag, light, none, new byte[0], fault);
  }

  /** From its queue to the dead-letter exchange of that; dropped if there is none. */
  void reject() {
    if (settled.compareAndSet(false, true)) {
      channel.reject(tag);
      listener.accept(Settlement.REJECTED);
    }
  }

  /** Back to where it came from, to be delivered again. */
  public void requeue() {
    if (settled.compareAndSet(false, true)) {
      channel.requeue(tag);
      listener.accept(Settlement.REQUEUED);
    }
  }
}
