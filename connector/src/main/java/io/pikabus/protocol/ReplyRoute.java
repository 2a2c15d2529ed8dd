package io.pikabus.protocol;

import io.pikabus.IncomingMetadata;
import io.pikabus.SendOptions;
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
