package io.pikabus.protocol;

import io.pikabus.IncomingMetadata;
import io.pikabus.SendOptions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a reply reaches whoever asked. A service of the bus names its queue in a header, and is
 * replied to like any queue, through the direct exchange and a binding. Everybody else names it in
 * the AMQP property {@code reply_to}, as a rule a queue of one connection, which nobody else may
 * bind: there the reply goes through the default exchange, to which every queue is bound. Pure.
 */
public final class ReplyRoute {

  /** To which every queue is bound by its name (AMQP 0-9-1, 3.1.3.1). */
  private static final String DEFAULT_EXCHANGE = "";

  /**
   * RabbitMQ's direct reply-to: the name of a channel, not of a queue. A mandatory message to it is
   * delivered and returned as unroutable all the same.
   */
  private static final String PSEUDO_QUEUE = "amq.rabbitmq.reply-to";

  private ReplyRoute() {}

  /**
   * Why a reply must not go where the request says; empty when it may. Whoever sends a request
   * chooses the queue, and we reply with our own rights. A reply to the queue of the request is
   * handled by whoever wrote it, which may never end: that queue must be named without a star.
   *
   * @param allowed queues that may be replied to, {@code *} for any characters; empty for all
   */
  public static Optional<String> refusal(
      IncomingMetadata request, String errorQueue, List<String> allowed) {
    String address = String.valueOf(request.replyToAddress());
    if (address.equals(errorQueue)) {
      return Optional.of("it is this bus's error queue");
    }
    if (address.equals(request.queue()) && !allowed.contains(address)) {
      return Optional.of(
          "it is the queue of the request itself, so the reply would be handled here, unless"
              + " allowed-reply-queues names that queue");
    }
    if (address.startsWith(PSEUDO_QUEUE + ".")
        && !DirectReplyTo.isReadable(address.substring(PSEUDO_QUEUE.length() + 1))) {
      return Optional.of(
          "no broker made this name of a channel, and RabbitMQ ends the connection over it");
    }
    boolean isAllowed =
        allowed.isEmpty() || allowed.stream().anyMatch(pattern -> matches(pattern, address));
    return isAllowed ? Optional.empty() : Optional.of("allowed-reply-queues does not name it");
  }

  /** Without backtracking beyond the last star, however long the address is. */
  private static boolean matches(String pattern, String address) {
    String[] parts = pattern.split("\\*", -1);
    if (parts.length == 1) {
      return pattern.equals(address);
    }
    String first = parts[0];
    String last = parts[parts.length - 1];
    if (address.length() < first.length() + last.length()
        || !address.startsWith(first)
        || !address.endsWith(last)) {
      return false;
    }
    int at = first.length();
    int end = address.length() - last.length();
    for (int i = 1; i < parts.length - 1; i++) {
      int found = address.indexOf(parts[i], at);
      if (found < 0 || found + parts[i].length() > end) {
        return false;
      }
      at = found + parts[i].length();
    }
    return true;
  }

  /**
   * The options of a reply.
   *
   * @param options what the caller said; an exchange of the caller's stays
   */
  public static SendOptions options(
      IncomingMetadata request, HeaderNames names, SendOptions options) {
    String address = request.replyToAddress();
    if (address == null || options.exchange() != null) {
      return options;
    }
    boolean isPseudo = address.startsWith(PSEUDO_QUEUE);
    String header = IncomingHeaders.text(request.headers(), names.replyToAddress());
    if (address.equals(header) && !isPseudo) {
      return options;
    }
    SendOptions direct = options.withExchange(DEFAULT_EXCHANGE);
    return isPseudo ? direct.withMandatory(false) : direct;
  }

  /**
   * Whether a message answers a request whose sender may be gone by now. It leaves when the work is
   * committed: that nobody waits for it any more must not undo the work.
   */
  public static boolean isAnswer(Envelope envelope, @Nullable IncomingMetadata handled) {
    return handled != null
        && envelope.address().exchange().equals(DEFAULT_EXCHANGE)
        && envelope.destination().name().equals(handled.replyToAddress());
  }
}
