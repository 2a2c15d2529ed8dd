package io.pikabus;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a MicroProfile {@code Message} may carry to say where it goes and how, message by message.
 * Immutable.
 */
public final class OutgoingMetadata {

  private final @Nullable Destination destination;
  private final SendOptions options;

  private OutgoingMetadata(@Nullable Destination destination, SendOptions options) {
    this.destination = destination;
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * A command to a queue.
   *
   * @throws IllegalArgumentException when AMQP cannot carry the name
   */
  public static OutgoingMetadata toQueue(String queue) {
    return new OutgoingMetadata(new Destination.Queue(queue), SendOptions.none());
  }

  /**
   * An event on a topic.
   *
   * @throws IllegalArgumentException when AMQP cannot carry the name
   */
  public static OutgoingMetadata toTopic(String topic) {
    return new OutgoingMetadata(new Destination.Topic(topic), SendOptions.none());
  }

  /** To the channel's own destination, with options. */
  public static OutgoingMetadata of(SendOptions options) {
    return new OutgoingMetadata(null, options);
  }

  /** The same destination with other options. */
  public OutgoingMetadata with(SendOptions other) {
    return new OutgoingMetadata(destination, other);
  }

  /** Null means the channel's {@code queue} or {@code topic}. */
  public @Nullable Destination destination() {
    return destination;
  }

  /** What they leave open is the channel's setting. */
  public SendOptions options() {
    return options;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OutgoingMetadata that
        && Objects.equals(destination, that.destination)
        && options.equals(that.options);
  }

  @Override
  public int hashCode() {
    return Objects.hash(destination, options);
  }

  @Override
  public String toString() {
    return "OutgoingMetadata[destination=%s, options=%s]".formatted(destination, options);
  }
}
