package io.pikabus.protocol;

/**
 * The full names of the protocol's headers under one prefix. Both sides of a bus must agree on it.
 *
 * @param prefix without the dot; {@code PikaBus} unless configured otherwise
 */
public record HeaderNames(
    String prefix,
    String messageId,
    String correlationId,
    String timeSent,
    String intent,
    String contentType,
    String contentEncoding,
    String replyToAddress,
    String originatingAddress,
    String messageType,
    String deferredTime,
    String errorRetries,
    String errorDetails,
    String sourceQueue,
    String possibleDuplicate) {

  /** Whether AMQP can carry them: a header's name has 255 octets at most. */
  public boolean isCarried() {
    return !prefix.isBlank() && HeaderValues.isShort(originatingAddress);
  }

  /** All of a prefix, made once: they are looked up for each message. */
  public HeaderNames(String prefix) {
    this(
        prefix,
        prefix + ".MessageId",
        prefix + ".CorrelationId",
        prefix + ".TimeSent",
        prefix + ".Intent",
        prefix + ".ContentType",
        prefix + ".ContentEncoding",
        prefix + ".ReplyToAddress",
        prefix + ".OriginatingAddress",
        prefix + ".MessageType",
        prefix + ".DeferredTime",
        prefix + ".ErrorRetries",
        prefix + ".ErrorDetails",
        prefix + ".SourceQueue",
        prefix + ".PossibleDuplicate");
  }
}
