package io.pikabus;

import org.jspecify.annotations.Nullable;

/**
 * What a MicroProfile {@code Message} may carry to say where it goes and how, message by message.
 *
 * @param destination null means the channel's {@code queue} or {@code topic}
 * @param options what they leave open is the channel's setting
 */
public record OutgoingMetadata(@Nullable Destination destination, SendOptions options) {

  /** A command to a queue. */
  public static OutgoingMetadata toQueue(String queue) {
    return new OutgoingMetadata(new Destination.Queue(queue), SendOptions.none());
  }

  /** An event on a topic. */
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
}
