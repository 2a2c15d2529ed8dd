package io.pikabus.resource.base;

import org.jspecify.annotations.Nullable;

/** How queues are consumed: of the adapter for all its endpoints, and of each endpoint. */
public abstract class ConsumingProperties extends Properties {

  private static final long serialVersionUID = 1;

  /** The key {@code queue-type}. */
  public void setQueueType(@Nullable String text) {
    set("queue-type", text);
  }

  /** The key {@code queue-arguments}. */
  public void setQueueArguments(@Nullable String text) {
    set("queue-arguments", text);
  }

  /** The key {@code prefetch}. */
  public void setPrefetch(@Nullable String text) {
    set("prefetch", text);
  }

  /** The key {@code max-retries}. */
  public void setMaxRetries(@Nullable String text) {
    set("max-retries", text);
  }

  /** The key {@code retry-delay}. */
  public void setRetryDelay(@Nullable String text) {
    set("retry-delay", text);
  }

  /** The key {@code retry-backoff}. */
  public void setRetryBackoff(@Nullable String text) {
    set("retry-backoff", text);
  }

  /** The key {@code no-retry-on}. */
  public void setNoRetryOn(@Nullable String text) {
    set("no-retry-on", text);
  }

  /** The key {@code max-deliveries}. */
  public void setMaxDeliveries(@Nullable String text) {
    set("max-deliveries", text);
  }

  /** The key {@code pause-on}. */
  public void setPauseOn(@Nullable String text) {
    set("pause-on", text);
  }

  /** The key {@code pause-after-failures}. */
  public void setPauseAfterFailures(@Nullable String text) {
    set("pause-after-failures", text);
  }

  /** The key {@code pause-in-hand}. */
  public void setPauseInHand(@Nullable String text) {
    set("pause-in-hand", text);
  }

  /** The key {@code error-details}. */
  public void setErrorDetails(@Nullable String text) {
    set("error-details", text);
  }

  /** The key {@code drain-timeout}. */
  public void setDrainTimeout(@Nullable String text) {
    set("drain-timeout", text);
  }
}
