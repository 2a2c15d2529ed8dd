package io.pikabus.recovery;

import io.pikabus.Destination;
import io.pikabus.FailedMessage;
import io.pikabus.IncomingMetadata;
import io.pikabus.RetryDecision;
import io.pikabus.RetryPolicy;
import io.pikabus.config.BusSettings;
import io.pikabus.config.IncomingSettings;
import io.pikabus.delay.DelayHeaders;
import io.pikabus.delay.DelayRoute;
import io.pikabus.log.Mask;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.protocol.TimeFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the copy of a message that replaces it: for another try, the error queue, or later. Pure.
 */
public final class Recovery {

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

  /**
   * What follows a failed handling.
   *
   * @param copy that replaces the message
   * @param failures so far
   * @param pause before it is handled again; empty when it is given up
   */
  public record Next(Envelope copy, int failures, Optional<Duration> pause) {}

  /** The copy that replaces a message after a failed handling. */
  public Envelope afterFailure(
      IncomingMetadata metadata,
      MessageProperties failed,
      byte[] body,
      Throwable cause,
      Instant now) {
    return next(metadata, failed, body, cause, now).copy();
  }

  /** What follows a failed handling. */
  public Next next(
      IncomingMetadata metadata,
      MessageProperties failed,
      byte[] body,
      Throwable cause,
      Instant now) {
    BusSettings bus = settings.bus();
    HeaderNames names = bus.headerNames();
    String details = FailureText.of(cause, settings.errorDetails(), secrets);
    MessageProperties marked = FailureHeaders.after(failed, names, settings.queue(), details);
    int failures = FailureHeaders.failures(marked, names);
    RetryDecision decision = decide(FailedMessage.of(metadata, failures, cause));
    if (decision instanceof RetryDecision.Retry retry) {
      Duration pause = retry.delay().isNegative() ? Duration.ZERO : retry.delay();
      return new Next(again(marked, body, pause, now), failures, Optional.of(pause));
    }
    return new Next(copy(bus.errorQueue(), bus.errors(), marked, body), failures, Optional.empty());
  }

  /** A policy of the application's that throws must not keep the message from moving. */
  private RetryDecision decide(FailedMessage failed) {
    try {
      return policy.decide(failed);
    } catch (RuntimeException undecided) {
      failed.cause().addSuppressed(undecided);
      return RetryDecision.giveUp();
    }
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
    return Stream.concat(
            Optional.ofNullable(properties.header(bus.headerNames().deferredTime()))
                .flatMap(TimeFormat::parse)
                .stream(),
            DelayHeaders.read(properties).map(DelayHeaders::due).stream())
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
    return copy(
        bus.errorQueue(),
        bus.errors(),
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
