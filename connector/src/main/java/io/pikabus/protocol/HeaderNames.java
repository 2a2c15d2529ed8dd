package io.pikabus.protocol;

/**
 * The full names of the protocol's headers under one prefix. Both sides of a bus must agree on it.
 *
 * @param prefix without the dot; {@code PikaBus} unless configured otherwise
 */
public record HeaderNames(String prefix) {

  public String messageId() {
    return prefix + ".MessageId";
  }

  public String correlationId() {
    return prefix + ".CorrelationId";
  }

  public String timeSent() {
    return prefix + ".TimeSent";
  }

  public String intent() {
    return prefix + ".Intent";
  }

  public String contentType() {
    return prefix + ".ContentType";
  }

  public String contentEncoding() {
    return prefix + ".ContentEncoding";
  }

  public String replyToAddress() {
    return prefix + ".ReplyToAddress";
  }

  public String originatingAddress() {
    return prefix + ".OriginatingAddress";
  }

  public String messageType() {
    return prefix + ".MessageType";
  }

  public String deferredTime() {
    return prefix + ".DeferredTime";
  }

  public String errorRetries() {
    return prefix + ".ErrorRetries";
  }

  public String errorDetails() {
    return prefix + ".ErrorDetails";
  }

  public String sourceQueue() {
    return prefix + ".SourceQueue";
  }

  public String possibleDuplicate() {
    return prefix + ".PossibleDuplicate";
  }
}
