package io.pikabus.messaging;

import io.pikabus.messaging.Signature.Form;
import io.pikabus.messaging.Signature.Items;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * Says of which signatures the runtime acknowledges a message before its work is done, or never.
 * After MicroProfile Reactive Messaging 3.0, "Message acknowledgement", and what SmallRye 4 does
 * where that leaves it open. Pure.
 */
final class SignatureCheck {

  private static final String TAKE_ONE =
      "Write a method void m(T), or CompletionStage<Void> m(Message<T>) that calls message.ack() when the work is done.";

  private static final String SEND_EACH =
      "Write a method void m(T) and send each result with PikaBus or an Emitter: they leave together when it has returned. Or take Message<T>, return a stream of Message<R>, and call ack() on the incoming one when the work is done.";

  private static final String ALL_MESSAGES =
      "Take and return streams of Message, without wildcards, and call ack() on the incoming one when the work is done.";

  private SignatureCheck() {}

  /**
   * What is wrong with a signature.
   *
   * @param declared the strategy of its {@code @Acknowledgment}; null without one
   * @return what happens to messages and what to write instead; empty when each is acknowledged
   *     after its work, by the runtime or by the application
   */
  static Optional<String> fault(Signature signature, @Nullable Strategy declared) {
    String fault = byStrategy(signature, declared);
    return Optional.ofNullable(fault != null ? fault : byShape(signature, declared));
  }

  private static @Nullable String byStrategy(Signature signature, @Nullable Strategy declared) {
    if (declared == Strategy.PRE_PROCESSING) {
      return "@Acknowledgment(PRE_PROCESSING) acknowledges a message before the method has it: a failure loses the message. Leave the annotation out.";
    }
    if (declared == Strategy.NONE) {
      return "@Acknowledgment(NONE) never acknowledges a message: the channel stops at the first one. Leave the annotation out.";
    }
    return declared == Strategy.MANUAL && signature.takes().isOfPayloads()
        ? "@Acknowledgment(MANUAL) leaves the acknowledgement to the method, which has a payload and no Message to call ack() on: the channel stops at the first one. Leave the annotation out, or take Message<T>."
        : null;
  }

  private static @Nullable String byShape(Signature signature, @Nullable Strategy declared) {
    Items takes = signature.takes();
    Items gives = signature.gives();
    if (takes == Items.NOTHING) {
      return "it has no parameter to take a message with. " + TAKE_ONE;
    }
    if (signature.form() == Form.METHOD && takes.isStream() && !gives.isStream()) {
      return "a stream as a parameter needs an outgoing channel and a stream as the result. "
          + TAKE_ONE;
    }
    if (takes == Items.PAYLOADS) {
      return streamOfPayloads(signature);
    }
    if (takes == Items.PAYLOAD) {
      return gives.isStream()
          ? "a message is acknowledged before the stream that is returned for it has done its work, or after its first item: a failure loses the message. "
              + SEND_EACH
          : null;
    }
    if (gives == Items.PAYLOADS) {
      return "the runtime cannot take messages and return a stream of payloads: it acknowledges before the work is done, or fails. "
          + ALL_MESSAGES;
    }
    if (takes == Items.MESSAGE && signature.form() == Form.METHOD && gives == Items.NOTHING) {
      return "a method that takes Message must say when it is done. Return CompletionStage<Void>, as message.ack() does, or take the payload.";
    }
    return declared == Strategy.POST_PROCESSING && (takes.isStream() || gives.isStream())
        ? "@Acknowledgment(POST_PROCESSING) does nothing where messages come or go as a stream: the channel stops at the first one. Leave the annotation out, and call ack() when the work is done."
        : null;
  }

  private static String streamOfPayloads(Signature signature) {
    return switch (signature.form()) {
      case INJECTED ->
          "a message is acknowledged before the injected stream passes its payload on: a failure loses the message. Inject a stream of Message<T>, without a wildcard, and call ack() when the work is done; or write a method void m(T) with @Incoming.";
      case SUBSCRIBER ->
          "a message is acknowledged when onNext returns, and subscribers hide their failures: a failure loses the message. "
              + TAKE_ONE;
      case PROCESSOR, METHOD ->
          "a message is acknowledged before its payload is passed on: a failure loses the message. "
              + (signature.form() == Form.METHOD && signature.gives() == Items.MESSAGES
                  ? ALL_MESSAGES
                  : "Write a method R m(T) for one result each; for several, void m(T) that sends each with PikaBus or an Emitter. Or take and return streams of Message, and call ack() on the incoming one when the work is done.");
    };
  }
}
