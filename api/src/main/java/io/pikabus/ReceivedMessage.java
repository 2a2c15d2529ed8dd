package io.pikabus;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message that was taken out of a queue: {@link PikaBus#receive}.
 *
 * <pre>{@code
 * bus.receive("orders", Order.class)
 *     .filter(order -> !order.metadata().redelivered())
 *     .ifPresent(order -> bill(order.payload()));
 * }</pre>
 *
 * @param <T> of its payload
 */
public final class ReceivedMessage<T> {

  private final T payload;
  private final IncomingMetadata metadata;

  private ReceivedMessage(T payload, IncomingMetadata metadata) {
    this.payload = payload;
    this.metadata = metadata;
  }

  /** A message with what came along. */
  public static <T> ReceivedMessage<T> of(T payload, IncomingMetadata metadata) {
    return new ReceivedMessage<>(payload, metadata);
  }

  /** What its body says. */
  public T payload() {
    return payload;
  }

  /** What came with it. */
  public IncomingMetadata metadata() {
    return metadata;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReceivedMessage<?> that
        && payload.equals(that.payload)
        && metadata.equals(that.metadata);
  }

  @Override
  public int hashCode() {
    return Objects.hash(payload, metadata);
  }

  /** Without the payload, which may be confidential. */
  @Override
  public String toString() {
    return "ReceivedMessage[metadata=%s]".formatted(metadata);
  }
}
