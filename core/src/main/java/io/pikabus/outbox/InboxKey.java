package io.pikabus.outbox;

import io.pikabus.IncomingMetadata;
import io.pikabus.protocol.Fingerprint;
import io.pikabus.protocol.SentOn;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message's name in the inbox's table. Names are equal if and only if queue, MessageId and {@link
 * SentOn} mark are, in every database: a text that some column could cut, pad, fold or refuse is
 * written as its SHA-256. Pure.
 *
 * @param queue as the column holds it
 * @param messageId as the column holds it
 * @param former the name that the message had before texts were hashed; null when it is the same,
 *     or may not be asked for
 */
record InboxKey(String queue, String messageId, @Nullable InboxKey former) {

  /** Of a hashed text, so many characters can still be read. */
  private static final int READABLE = 100;

  /** No database folds or cuts these. UUIDs are of them, and most names of queues. */
  private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9._:-]{0,254}");

  /** What every database can be asked for, whatever its character set. */
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,255}");

  /** The client puts it where octets were no text, so that it may stand for different ones. */
  private static final char UNREADABLE = '\uFFFD';

  /**
   * The name of a message.
   *
   * @return empty when it has none: it is no duplicate of any
   */
  static Optional<InboxKey> of(IncomingMetadata message) {
    String id = message.messageId();
    if (id == null || id.isBlank() || id.indexOf(UNREADABLE) >= 0) {
      return Optional.empty();
    }
    String mark = SentOn.mark(message);
    String queue = column(message.queue());
    return Optional.of(
        mark == null
            ? new InboxKey(queue, column(id), former(message.queue(), id))
            : new InboxKey(queue, hashed(id, mark), null));
  }

  /** The row by which a node holds a broker's name. No message has such a one. */
  static InboxKey ofHolder(String broker, NameHolder holder) {
    return new InboxKey(hashed(broker, "broker"), holder.column(), null);
  }

  private static @Nullable InboxKey former(String queue, String id) {
    boolean isPlain = PLAIN.matcher(queue).matches() && PLAIN.matcher(id).matches();
    boolean wasStored = PRINTABLE.matcher(queue).matches() && PRINTABLE.matcher(id).matches();
    boolean isOurs = queue.equals(InboxTable.CLEANING_QUEUE);
    return isPlain || !wasStored || isOurs ? null : new InboxKey(queue, id, null);
  }

  private static String column(String text) {
    return PLAIN.matcher(text).matches() ? text : hashed(text, "");
  }

  /** The number sign stands in no plain text, so that no hash can be imitated by one. */
  private static String hashed(String text, String mark) {
    return readable(text) + "#" + Fingerprint.of(octets(text), octets(mark));
  }

  /** Each character as it is: encoding it could make two the same. */
  static byte[] octets(String text) {
    ByteBuffer octets = ByteBuffer.allocate(text.length() * Character.BYTES);
    octets.asCharBuffer().put(text);
    return octets.array();
  }

  static String readable(String text) {
    return text.substring(0, Math.min(text.length(), READABLE)).replaceAll("[^!-~]", "?");
  }
}
