package io.pikabus.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pikabus.Destination;
import io.pikabus.SendOutcome;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Notes what is published, and answers at once: confirmed, unless told otherwise by id. */
final class FakeBroker implements MessagePublisher {

  static final Duration TIMEOUT = Duration.ofSeconds(7);
  static final SendOutcome.Refused FULL = new SendOutcome.Refused("the queue is full");

  static final PostCommitSender DISPATCH = new PostCommitSender(Runnable::run);

  private final List<String> published = new ArrayList<>();
  private final Map<String, CompletableFuture<SendOutcome>> answers = new LinkedHashMap<>();

  @Override
  public CompletableFuture<SendOutcome> publish(Envelope envelope, Deadline deadline) {
    if (!deadline.timeout().equals(TIMEOUT)) {
      throw new AssertionError("another timeout: " + deadline.timeout());
    }
    String id = String.valueOf(envelope.properties().messageId());
    published.add(id);
    return answers.getOrDefault(id, CompletableFuture.completedFuture(new SendOutcome.Confirmed()));
  }

  /** The answer to one message, which may come later. */
  void answers(String id, CompletableFuture<SendOutcome> answer) {
    answers.put(id, answer);
  }

  void refuses(String id) {
    answers(id, CompletableFuture.completedFuture(FULL));
  }

  /** Identifiers, in the order of publishing. */
  List<String> published() {
    return List.copyOf(published);
  }

  /** A message that is to be confirmed before the commit. */
  static TransactionalMessage held(
      Envelope envelope, MessagePublisher publisher, Duration timeout) {
    return held(envelope, publisher, timeout, SendPhase.BEFORE_COMMIT);
  }

  static TransactionalMessage held(
      Envelope envelope, MessagePublisher publisher, Duration timeout, SendPhase departure) {
    return new TransactionalMessage(
        envelope, publisher, timeout, departure, Address.errors("direct", "error"), null);
  }

  /** A command to the queue 'orders'. */
  static Envelope message(String id) {
    return message(id, "{}".getBytes(UTF_8));
  }

  static Envelope message(String id, byte[] body) {
    return new Envelope(
        new Destination.Queue("orders"),
        Address.queue("direct", "orders"),
        true,
        new HeaderNames("PikaBus"),
        new MessageProperties(
            null, null, Map.of(), 2, null, null, null, null, id, null, null, null, null, null),
        body,
        null);
  }
}
