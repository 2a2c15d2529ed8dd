package io.pikabus;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A message and its latest failure, as the policies see it. Immutable. */
public final class FailedMessage {

  private final IncomingMetadata metadata;
  private final int failures;
  private final Throwable cause;

  private FailedMessage(IncomingMetadata metadata, int failures, Throwable cause) {
    this.metadata = Objects.requireNonNull(metadata, "metadata");
    this.failures = failures;
    this.cause = Objects.requireNonNull(cause, "cause");
  }

  /**
   * A failure, as a test of a policy hands it in.
   *
   * @param failures how often handling it has failed by now, from 1
   * @param cause of the latest
   */
  public static FailedMessage of(IncomingMetadata metadata, int failures, Throwable cause) {
    return new FailedMessage(metadata, failures, cause);
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
        && metadata.equals(that.metadata)
        && failures == that.failures
        && cause.equals(that.cause);
  }

  @Override
  public int hashCode() {
    return Objects.hash(metadata, failures, cause);
  }

  @Override
  public String toString() {
    return "FailedMessage[metadata=%s, failures=%s, cause=%s]".formatted(metadata, failures, cause);
  }
}
