package io.pikabus;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message and its latest failure, as the policies see it. Immutable.
 *
 * <p>In the test of a policy:
 *
 * <pre>{@code
 * FailedMessage failed = FailedMessage.of(message, 2, new IOException("no answer"));
 * RetryDecision decision = new Patience().decide(failed);
 * assertThat(decision).isEqualTo(RetryDecision.retry(Duration.ofMinutes(2)));
 * }</pre>
 */
public final class FailedMessage {

  private final String channel;
  private final IncomingMetadata metadata;
  private final int failures;
  private final Throwable cause;

  private FailedMessage(String channel, IncomingMetadata metadata, int failures, Throwable cause) {
    this.channel = Objects.requireNonNull(channel, "channel");
    this.metadata = Objects.requireNonNull(metadata, "metadata");
    this.failures = failures;
    this.cause = Objects.requireNonNull(cause, "cause");
  }

  /**
   * A failure, as a test of a policy hands it in; its channel has the name of the queue.
   *
   * @param failures how often handling it has failed by now, from 1
   * @param cause of the latest
   */
  public static FailedMessage of(IncomingMetadata metadata, int failures, Throwable cause) {
    return new FailedMessage(metadata.queue(), metadata, failures, cause);
  }

  /** The same failure in a channel of that name. */
  public FailedMessage withChannel(String name) {
    return new FailedMessage(name, metadata, failures, cause);
  }

  /**
   * The channel whose handler failed: by its name in the configuration, without the suffix that
   * {@code concurrency} gives to each of its lanes. In Java SE, where there are no channels, the
   * queue.
   */
  public String channel() {
    return channel;
  }

  /** What came with the message. */
  public IncomingMetadata metadata() {
    return metadata;
  }

  /** How often its handling has failed by now, from 1. */
  public int failures() {
    return failures;
  }

  /** Of the latest failure; a {@link PayloadException} when its body could not be decoded. */
  public Throwable cause() {
    return cause;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FailedMessage that
        && channel.equals(that.channel)
        && metadata.equals(that.metadata)
        && failures == that.failures
        && cause.equals(that.cause);
  }

  @Override
  public int hashCode() {
    return Objects.hash(channel, metadata, failures, cause);
  }

  @Override
  public String toString() {
    return "FailedMessage[channel=%s, metadata=%s, failures=%s, cause=%s]"
        .formatted(channel, metadata, failures, cause);
  }
}
