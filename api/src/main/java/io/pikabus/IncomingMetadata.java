package io.pikabus;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came with a message, besides its payload. Attached to the {@code Message} of a MicroProfile
 * channel and found with {@link PikaBus#incoming()}.
 *
 * <p>Everything that may be null is so when the sender left it out or wrote something unreadable: a
 * message from a stranger is no error.
 *
 * @param queue from which it was taken
 * @param redelivered whether the broker may have delivered it before
 * @param exchange to which it was published
 * @param routingKey with which it was published
 * @param messageId of the {@code MessageId} header, or else of the AMQP property
 * @param correlationId of the {@code CorrelationId} header, or else of the AMQP property; the
 *     messages that the handler sends carry it on
 * @param replyToAddress the queue for {@link PikaBus#reply}: of the {@code ReplyToAddress} header,
 *     or else of the AMQP property {@code reply_to}
 * @param originatingAddress the sender's queue
 * @param messageType commonly {@code namespace.Type}
 * @param intent command or event
 * @param timeSent by the sender's clock
 * @param userId of the AMQP property {@code user_id}, which the broker has checked against the user
 *     who published the message (one with the tag {@code impersonator} may write any). Null when
 *     the sender did not set it, and when the message was delayed or is tried again: then the
 *     service that did so has published it. What the sender had set stands in the header {@code
 *     x-pikabus-user-id} of such a message; nobody checks that header, and everybody can write it
 * @param headers all of them by their full names, strings as {@code String}; unmodifiable
 */
public record IncomingMetadata(
    String queue,
    boolean redelivered,
    String exchange,
    String routingKey,
    @Nullable String messageId,
    @Nullable String correlationId,
    @Nullable String replyToAddress,
    @Nullable String originatingAddress,
    @Nullable String messageType,
    @Nullable Intent intent,
    @Nullable Instant timeSent,
    @Nullable String userId,
    Map<String, @Nullable Object> headers) {}
