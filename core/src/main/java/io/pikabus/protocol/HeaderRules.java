package io.pikabus.protocol;

import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.Intent;
import io.pikabus.SendOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides the headers and properties of a message that is sent: {@code docs/protocol.md},
 * "Headers".
 *
 * <p>The caller's headers come first and win; the bus fills in what they leave open; the basic
 * properties repeat what the headers say.
 */
public final class HeaderRules {

  /** As many as a hash table has places, so that it need not grow for the usual ones. */
  private static final int ROOM_FOR_HEADERS = 32;

  private HeaderRules() {}

  /**
   * What is to be sent.
   *
   * @param contentType of the codec that wrote the body
   * @param deferral before which it must not be handled; null for at once
   */
  public record Request(
      Destination destination,
      byte[] body,
      String contentType,
      String contentEncoding,
      SendOptions options,
      @Nullable Deferral deferral) {}

  /**
   * Makes the envelope of a message.
   *
   * @param handled the message during whose handling this one is sent; null outside a handler
   * @param ids new identifiers, asked for those that the caller did not set
   * @throws IllegalArgumentException when a header of the caller's cannot travel, saying which
   */
  public static Envelope envelope(
      Request request,
      SenderIdentity sender,
      @Nullable IncomingMetadata handled,
      Instant now,
      Supplier<String> ids) {
    SendOptions options = request.options();
    Destination destination = request.destination();
    SenderIdentity identity = handled == null ? sender : sender.listeningOn(handled.queue());

    Map<String, @Nullable Object> headers = new LinkedHashMap<>(ROOM_FOR_HEADERS);
    options
        .headers()
        .forEach((name, value) -> headers.put(name, HeaderValues.checked(name, value)));
    Instant sent = timeSent(headers, identity, now);
    Deferral deferral = request.deferral();
    SentOn.mark(
        headers,
        identity.names(),
        handled,
        destination,
        deferral == null ? null : Duration.between(now, deferral.due()),
        request.body());
    fill(headers, request, identity, handled, now, ids);

    boolean persistent =
        options.persistent() != null ? options.persistent() : identity.persistent();
    boolean mandatory = options.mandatory() != null ? options.mandatory() : identity.mandatory();
    String ownExchange =
        destination.intent() == Intent.COMMAND
            ? identity.directExchange()
            : identity.topicExchange();
    String exchange = options.exchange() != null ? options.exchange() : ownExchange;
    return new Envelope(
        destination,
        new Address(
            exchange,
            destination.name(),
            exchange.equals(ownExchange),
            // Every queue is bound to the default exchange, and none can be bound to it.
            destination.intent() == Intent.COMMAND && !exchange.isEmpty(),
            false),
        mandatory,
        identity.names(),
        properties(new HeaderValues(headers, handled), identity.names(), sent, persistent),
        request.body(),
        request.deferral());
  }

  /** The caller's own, if that is a time. */
  private static Instant timeSent(
      Map<String, @Nullable Object> headers, SenderIdentity identity, Instant now) {
    Object own = headers.get(identity.names().timeSent());
    return own == null ? now : identity.timeFormat().read(own.toString()).orElse(now);
  }

  private static void fill(
      Map<String, @Nullable Object> headers,
      Request request,
      SenderIdentity identity,
      @Nullable IncomingMetadata handled,
      Instant now,
      Supplier<String> ids) {
    HeaderNames names = identity.names();
    headers.computeIfAbsent(names.messageId(), name -> ids.get());
    headers.putIfAbsent(names.timeSent(), identity.timeFormat().format(now));
    if (identity.listenerQueue() != null) {
      headers.putIfAbsent(names.replyToAddress(), identity.listenerQueue());
      headers.putIfAbsent(names.originatingAddress(), identity.listenerQueue());
    }
    headers.putIfAbsent(names.intent(), request.destination().intent().headerValue());
    if (request.deferral() != null) {
      headers.put(names.deferredTime(), identity.timeFormat().format(request.deferral().due()));
    }
    if (request.options().messageType() != null) {
      headers.putIfAbsent(names.messageType(), request.options().messageType());
    }
    headers.putIfAbsent(names.contentType(), request.contentType());
    headers.putIfAbsent(names.contentEncoding(), request.contentEncoding());
    String carried = handled == null ? null : HeaderValues.carried(handled.correlationId());
    headers.computeIfAbsent(names.correlationId(), name -> carried != null ? carried : ids.get());
  }

  private static MessageProperties properties(
      HeaderValues headers, HeaderNames names, Instant sent, boolean persistent) {
    Integer deliveryMode = headers.number("delivery_mode", 1, 2);
    return new MessageProperties(
        headers.shortText(names.contentType()),
        headers.shortText(names.contentEncoding()),
        headers.all(),
        deliveryMode != null ? deliveryMode : persistent ? 2 : 1,
        headers.number("priority", 0, 255),
        headers.shortText(names.correlationId()),
        headers.shortText(names.replyToAddress()),
        headers.shortText("expiration"),
        headers.shortText(names.messageId()),
        sent,
        headers.shortText(names.messageType()),
        headers.shortText("user_id"),
        headers.shortText("app_id"),
        headers.shortText("cluster_id"));
  }
}
