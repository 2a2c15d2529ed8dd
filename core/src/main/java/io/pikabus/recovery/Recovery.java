package io.pikabus.recovery;

import io.pikabus.Destination;
import io.pikabus.FailedMessage;
import io.pikabus.IncomingMetadata;
import io.pikabus.RetryDecision;
import io.pikabus.RetryPolicy;
import io.pikabus.config.BusSettings;
import io.pikabus.config.ErrorDetails;
import io.pikabus.config.IncomingSettings;
import io.pikabus.delay.DelayHeaders;
import io.pikabus.delay.DelayRoute;
import io.pikabus.delay.DelayTopology;
import io.pikabus.log.Mask;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.protocol.ReservedHeaders;
import io.pikabus.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the copy of a message that replaces it: for another try, another queue, the error queue, or
 * later. Pure.
 */
public final class Recovery {

  /** Octets that a policy may add: a copy must fit into a frame. */
  private static final int MOST_ADDED = 16 * 1024;

  private final IncomingSettings settings;
  private final RetryPolicy policy;
  private final Mask secrets;

  /**
   * For one queue.
   *
   * @param secrets that no failed message may carry
   */
  public Recovery(IncomingSettings settings, RetryPolicy policy, Mask secrets) {
    this.settings = settings;
    this.policy = policy;
    this.secrets = secrets;
  }

  /** What follows a failed handling. */
  public sealed interface Next {

    /** How often it has failed so far. */
    int failures();

    /** What replaces the message; empty when nothing does. */
    Optional<Envelope> copy();

    /**
     * It is handled again.
     *
     * @param again the copy for its queue
     * @param pause before it
     */
    record Again(Envelope again, int failures, Duration pause) implements Next {
      @Override
      public Optional<Envelope> copy() {
        return Optional.of(again);
      }
    }

    /**
     * It goes to the error queue.
     *
     * @param errors the copy for it
     * @param undecided what was wrong with the policy's decision; empty if nothing was
     */
    record GivenUp(Envelope errors, int failures, String undecided) implements Next {
      @Override
      public Optional<Envelope> copy() {
        return Optional.of(errors);
      }
    }

    /**
     * It goes to another queue.
     *
     * @param there the copy for that queue
     * @param errors the copy for the error queue, if that queue does not take it
     */
    record Sent(Envelope there, int failures, Envelope errors) implements Next {
      @Override
      public Optional<Envelope> copy() {
        return Optional.of(there);
      }
    }

    /** It is acknowledged, and gone. */
    record Discarded(int failures) implements Next {
      @Override
      public Optional<Envelope> copy() {
        return Optional.empty();
      }
    }
  }

  /** The copy that replaces a message after a failed handling, unless it is discarded. */
  public Envelope afterFailure(
      IncomingMetadata metadata,
      MessageProperties failed,
      byte[] body,
      Throwable cause,
      Instant now) {
    return next(metadata, failed, body, cause, now).copy().orElseThrow();
  }

  /** What follows a failed handling. */
  public Next next(
      IncomingMetadata metadata,
      MessageProperties failed,
      byte[] body,
      Throwable cause,
      Instant now) {
    HeaderNames names = settings.bus().headerNames();
    int failures = FailureHeaders.failures(failed, names);
    failures = Math.min(failures, Integer.MAX_VALUE - 1) + 1;
    FailedMessage told =
        FailedMessage.of(metadata, failures, cause).withChannel(settings.channel());
    RetryDecision decision;
    String undecided = "";
    try {
      decision = checked(policy.decide(told));
    } catch (RuntimeException refused) {
      // A policy of the application's must not keep the message from moving.
      if (refused != cause) {
        cause.addSuppressed(refused);
      }
      undecided = "The retry policy decided nothing that can be done: " + described(refused);
      decision = RetryDecision.giveUp();
    }
    String details = FailureText.of(cause, settings.errorDetails(), secrets);
    MessageProperties marked =
        with(decision.headers(), FailureHeaders.after(failed, names, settings.queue(), details));
    if (decision instanceof RetryDecision.Retry retry) {
      Duration pause = retry.delay().isNegative() ? Duration.ZERO : retry.delay();
      return new Next.Again(again(marked, body, pause, now), failures, pause);
    }
    if (decision instanceof RetryDecision.Discard) {
      return new Next.Discarded(failures);
    }
    Envelope errors = errors(marked, body);
    if (decision instanceof RetryDecision.SendTo elsewhere
        && !elsewhere.queue().equals(settings.bus().errorQueue())) {
      Address address = Address.queue(settings.bus().directExchange(), elsewhere.queue());
      return new Next.Sent(copy(elsewhere.queue(), address, marked, body), failures, errors);
    }
    return new Next.GivenUp(
        undecided.isEmpty() ? errors : FailureHeaders.because(errors, secrets.mask(undecided)),
        failures,
        undecided);
  }

  /** No more than is said of other exceptions. An application's own toString may throw. */
  private String described(RuntimeException refused) {
    try {
      return settings.errorDetails() == ErrorDetails.TYPE
          ? refused.getClass().getName()
          : refused.toString();
    } catch (RuntimeException unprintable) {
      return refused.getClass().getName();
    }
  }

  /** What a policy decided, if it can be done. */
  private RetryDecision checked(@Nullable RetryDecision decision) {
    if (decision == null) {
      throw new IllegalStateException("It returned null.");
    }
    ReservedHeaders.check(settings.bus().headerNames(), decision.headers(), "The retry policy");
    long octets = ReservedHeaders.octets(decision.headers());
    if (octets > MOST_ADDED) {
      throw new IllegalArgumentException(
          "It added headers of %d octets, and may add %d.".formatted(octets, MOST_ADDED));
    }
    if (decision instanceof RetryDecision.SendTo elsewhere
        && DelayTopology.isOurs(elsewhere.queue())) {
      throw new IllegalArgumentException(
          "It sent the message to queue '%s', where delayed messages wait. Use retry(Duration)."
              .formatted(Printable.of(elsewhere.queue())));
    }
    return decision;
  }

  private static MessageProperties with(Map<String, Object> added, MessageProperties marked) {
    if (added.isEmpty()) {
      return marked;
    }
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(marked.headers());
    headers.putAll(added);
    return marked.withHeaders(headers);
  }

  private Envelope errors(MessageProperties properties, byte[] body) {
    BusSettings bus = settings.bus();
    return copy(bus.errorQueue(), bus.errors(), properties, body);
  }

  private Envelope again(MessageProperties marked, byte[] body, Duration delay, Instant now) {
    if (delay.isZero()) {
      return toQueue(marked, body);
    }
    BusSettings bus = settings.bus();
    Duration bounded = delay.compareTo(DelayRoute.LONGEST) > 0 ? DelayRoute.LONGEST : delay;
    Instant due = now.plus(bounded);
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(marked.headers());
    headers.put(bus.headerNames().deferredTime(), bus.timeFormat().format(due));
    return toQueue(marked.withHeaders(headers), body).deferred(new Deferral(due, bus.errorQueue()));
  }

  /**
   * A message that came too early.
   *
   * @param copy that replaces it
   * @param due when it may be handled
   */
  public record Early(Envelope copy, Instant due) {}

  /** A message that came too early, and when it may be handled; empty when it is due. */
  public Optional<Early> early(MessageProperties properties, byte[] body, Instant now) {
    return untilDue(properties, body, now)
        .flatMap(
            copy ->
                Optional.ofNullable(copy.deferral())
                    .map(deferral -> new Early(copy, deferral.due())));
  }

  /**
   * What replaces a message that came too early: PikaBus defers by sending at once, and leaves the
   * waiting to the receiver; and a broker whose policy shortens the delay queues delivers early.
   *
   * @return empty when it is due
   */
  public Optional<Envelope> untilDue(MessageProperties properties, byte[] body, Instant now) {
    BusSettings bus = settings.bus();
    String deferred = properties.header(bus.headerNames().deferredTime());
    Optional<DelayHeaders> delayed = DelayHeaders.read(properties);
    if (deferred == null && delayed.isEmpty()) {
      return Optional.empty();
    }
    return Stream.concat(
            Optional.ofNullable(deferred).flatMap(bus.timeFormat()::read).stream(),
            delayed.map(DelayHeaders::due).stream())
        .max(Comparator.naturalOrder())
        .filter(due -> due.isAfter(now))
        .map(due -> due.isAfter(now.plus(DelayRoute.LONGEST)) ? now.plus(DelayRoute.LONGEST) : due)
        .map(
            due ->
                toQueue(properties.forwarded(), body)
                    .deferred(new Deferral(due, bus.errorQueue())));
  }

  /**
   * What replaces a message that was delivered often: a copy whose count begins anew, or the
   * message for the error queue. The count of a message that was never replaced may come from
   * having waited behind another one, so it never ends there.
   *
   * @param counted deliveries before this one, by the broker's count
   * @param ended whether an earlier handling is known to have come to an end: then the message does
   *     not kill whoever handles it
   * @return empty when it is to be handled
   */
  public Optional<Envelope> afterDeliveries(
      MessageProperties properties, byte[] body, int counted, boolean ended) {
    boolean suspect = Deliveries.isRecorded(properties);
    int deliveries = Deliveries.recorded(properties) + counted;
    if (suspect && deliveries >= settings.retries().maxDeliveries() && !ended) {
      return Optional.of(tooOften(properties, body, deliveries));
    }
    if (counted < Deliveries.REPLACED_AT) {
      return Optional.empty();
    }
    int recorded = ended ? 0 : suspect ? deliveries : Deliveries.REPLACED_AT;
    return Optional.of(toQueue(Deliveries.record(properties, recorded), body).possibleDuplicate());
  }

  private Envelope tooOften(MessageProperties properties, byte[] body, int deliveries) {
    BusSettings bus = settings.bus();
    String reason =
        "The message was delivered %d times from queue '%s' and never settled: each time its handling was cut off, as when the process that handles it dies. It is not delivered again (max-deliveries)."
            .formatted(deliveries, settings.queue());
    return errors(
        FailureHeaders.undeliverable(
            properties.forwarded(), bus.headerNames(), settings.queue(), reason),
        body);
  }

  private Envelope toQueue(MessageProperties properties, byte[] body) {
    Address own = Address.queue(settings.bus().directExchange(), settings.queue());
    return copy(settings.queue(), own, properties, body);
  }

  private Envelope copy(String queue, Address address, MessageProperties properties, byte[] body) {
    return new Envelope(
        new Destination.Queue(queue),
        address,
        true,
        settings.bus().headerNames(),
        properties,
        body,
        null);
  }
}
