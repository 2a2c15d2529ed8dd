package io.pikabus;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a message whose handling failed. Immutable; made by the methods of this class
 * only. More kinds may come: whoever tells them apart needs an answer for those he does not know.
 *
 * <p>Whatever is decided, the message is acknowledged last: its copy is confirmed before, or it is
 * discarded.
 *
 * <pre>{@code
 * return RetryDecision.retry(Duration.ofMinutes(failed.failures()));
 * }</pre>
 */
public abstract class RetryDecision {

  private final Map<String, Object> headers;

  private RetryDecision(Map<String, Object> headers) {
    this.headers = headers;
  }

  /**
   * It is handled again.
   *
   * @param delay from now; zero or negative for at once, and at most ten years of 365 days
   */
  public static RetryDecision retry(Duration delay) {
    return new Retry(Objects.requireNonNull(delay, "delay"), Map.of());
  }

  /** It goes to the error queue. */
  public static RetryDecision giveUp() {
    return GiveUp.GIVE_UP;
  }

  /**
   * It goes to another queue, at once, with the same headers as in the error queue. If that queue
   * does not take it, because it does not exist for example, it goes to the error queue.
   *
   * @param queue that exists; its consumer counts the failures on from those of this queue
   * @throws IllegalArgumentException when AMQP cannot carry the name
   */
  public static RetryDecision sendTo(String queue) {
    return new SendTo(new Destination.Queue(queue).name(), Map.of());
  }

  /** It is acknowledged, and nothing of it is left but a line in the log. */
  public static RetryDecision discard() {
    return Discard.DISCARD;
  }

  /**
   * The same, and the copy of the message has one more header, in place of the message's own of
   * that name. Headers of the bus and of the broker are refused: the message then goes to the error
   * queue, and its details say why.
   *
   * @param name in full, for example {@code parked-by}
   * @param value a string, number, boolean, {@code Date}, {@code byte[]}, or a list or map of such;
   *     all added headers together have 16 KiB at most
   * @throws IllegalStateException of {@link #discard()}, which leaves no copy
   */
  public RetryDecision withHeader(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(headers);
    more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return with(Collections.unmodifiableMap(more));
  }

  /** Those that {@link #withHeader} added, by their names in full; unmodifiable. */
  public Map<String, Object> headers() {
    return headers;
  }

  abstract RetryDecision with(Map<String, Object> more);

  /** What tells two of a kind apart, besides their headers; null for nothing. */
  abstract @Nullable Object detail();

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RetryDecision that
        && getClass() == that.getClass()
        && Objects.equals(detail(), that.detail())
        && headers.equals(that.headers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(getClass(), detail(), headers);
  }

  @Override
  public String toString() {
    Object detail = detail();
    return getClass().getSimpleName()
        + "["
        + (detail == null ? "" : detail)
        + (headers.isEmpty() ? "" : " with " + headers.keySet())
        + "]";
  }

  /** It is handled again. */
  public static final class Retry extends RetryDecision {

    private final Duration delay;

    private Retry(Duration delay, Map<String, Object> headers) {
      super(headers);
      this.delay = delay;
    }

    /** From now; zero or negative for at once. */
    public Duration delay() {
      return delay;
    }

    @Override
    RetryDecision with(Map<String, Object> more) {
      return new Retry(delay, more);
    }

    @Override
    Object detail() {
      return delay;
    }
  }

  /** It goes to the error queue. */
  public static final class GiveUp extends RetryDecision {

    private static final GiveUp GIVE_UP = new GiveUp(Map.of());

    private GiveUp(Map<String, Object> headers) {
      super(headers);
    }

    @Override
    RetryDecision with(Map<String, Object> more) {
      return new GiveUp(more);
    }

    @Override
    @Nullable Object detail() {
      return null;
    }
  }

  /** It goes to another queue. */
  public static final class SendTo extends RetryDecision {

    private final String queue;

    private SendTo(String queue, Map<String, Object> headers) {
      super(headers);
      this.queue = queue;
    }

    /** Its name. */
    public String queue() {
      return queue;
    }

    @Override
    RetryDecision with(Map<String, Object> more) {
      return new SendTo(queue, more);
    }

    @Override
    Object detail() {
      return queue;
    }
  }

  /** It is acknowledged, and gone. */
  public static final class Discard extends RetryDecision {

    private static final Discard DISCARD = new Discard();

    private Discard() {
      super(Map.of());
    }

    @Override
    RetryDecision with(Map<String, Object> more) {
      throw new IllegalStateException(
          "A message that is discarded leaves no copy, and so takes no headers. Use giveUp() or sendTo(queue) to keep it.");
    }

    @Override
    @Nullable Object detail() {
      return null;
    }
  }
}
