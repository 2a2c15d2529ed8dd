package io.pikabus.rabbitmq;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the octets of content headers (AMQP 0-9-1, 4.2.6.1) without decoding them, and
 * finds what the client would stumble over: it gives up the whole connection then. Whatever passes
 * here, the client reads. Pure.
 */
final class ContentHeaders {

  /** Levels of tables and arrays inside a header that the client reads. */
  static final int DEEPEST = 32;

  /** Octets that a length can announce, so that adding those of the length itself is a number. */
  private static final int LARGEST = Integer.MAX_VALUE - 4;

  static final int CLASS_BASIC = 60;

  /** Class, weight, size of the body. */
  static final int FLAGS_AT = 12;

  /** Flags of two octets follow. */
  static final int PROPERTIES_AT = FLAGS_AT + 2;

  /** The table of headers among the properties. */
  static final int HEADERS = 2;

  /** In the order of the flags, from the highest. */
  private static final List<String> PROPERTIES =
      List.of(
          "content_type",
          "content_encoding",
          "headers",
          "delivery_mode",
          "priority",
          "correlation_id",
          "reply_to",
          "expiration",
          "message_id",
          "timestamp",
          "type",
          "user_id",
          "app_id",
          "cluster_id");

  static final int MOST_PROPERTIES = PROPERTIES.size();

  /** Of each: a short string, an octet, the table, a timestamp. */
  private static final String LENGTHS = "ssToosssstssss";

  private ContentHeaders() {}

  /** Some octets are not what AMQP says. Its message says which. */
  static final class Unsound extends Exception {
    private static final long serialVersionUID = 1;

    Unsound(String reason) {
      super(reason, null, false, false);
    }
  }

  /**
   * Looks whether the client can read it.
   *
   * @return null if it can; else why not
   */
  static @Nullable String fault(byte[] payload) {
    try {
      int at = properties(payload);
      int flags = flags(payload);
      for (int property = 0; property < MOST_PROPERTIES; property++) {
        if (isPresent(flags, property)) {
          at = property(payload, at, property);
        }
      }
      return null;
    } catch (Unsound fault) {
      return fault.getMessage();
    }
  }

  static boolean isPresent(int flags, int property) {
    return (flags & (1 << (15 - property))) != 0;
  }

  /** The size of the body, which follows in frames of its own. */
  static long bodySize(byte[] payload) {
    return payload.length < FLAGS_AT ? 0 : ByteBuffer.wrap(payload).getLong(4);
  }

  static int flags(byte[] payload) {
    return ((payload[FLAGS_AT] & 0xFF) << 8) | (payload[FLAGS_AT + 1] & 0xFF);
  }

  /** Where the properties begin. */
  static int properties(byte[] payload) throws Unsound {
    if (payload.length < PROPERTIES_AT) {
      throw new Unsound("the properties have " + payload.length + " octets only");
    }
    if ((((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF)) != CLASS_BASIC) {
      throw new Unsound("the properties are not those of a message");
    }
    if ((flags(payload) & 1) != 0) {
      throw new Unsound("the properties have flags that AMQP 0-9-1 does not know");
    }
    return PROPERTIES_AT;
  }

  /** Behind a property. */
  static int property(byte[] octets, int at, int property) throws Unsound {
    int length =
        switch (LENGTHS.charAt(property)) {
          case 's' -> 1 + octet(octets, at, octets.length);
          case 'o' -> 1;
          case 't' -> 8;
          default -> {
            table(octets, at, octets.length, 0);
            yield 4 + size(octets, at, octets.length);
          }
        };
    return within(at, length, octets.length, "property " + PROPERTIES.get(property));
  }

  /** A table is its length and entries: each a short string and a value. */
  private static void table(byte[] octets, int at, int limit, int depth) throws Unsound {
    int end = container(octets, at, limit, depth);
    int entry = at + 4;
    while (entry < end) {
      int value = name(octets, entry, end);
      try {
        entry = value(octets, value, end, depth + 1);
      } catch (Unsound inside) {
        throw depth > 0
            ? inside
            : new Unsound(
                "header '%s': %s".formatted(text(octets, entry, value), inside.getMessage()));
      }
    }
  }

  private static void array(byte[] octets, int at, int limit, int depth) throws Unsound {
    int end = container(octets, at, limit, depth);
    int value = at + 4;
    while (value < end) {
      value = value(octets, value, end, depth + 1);
    }
  }

  private static int container(byte[] octets, int at, int limit, int depth) throws Unsound {
    if (depth > DEEPEST) {
      throw new Unsound(
          "more than %d levels of tables and arrays inside each other".formatted(DEEPEST));
    }
    return within(at, 4 + size(octets, at, limit), limit, "a table or array");
  }

  /**
   * Behind a value.
   *
   * @param depth how many tables and arrays it is in
   */
  static int value(byte[] octets, int at, int limit, int depth) throws Unsound {
    int end = extent(octets, at, limit);
    if (octets[at] == 'F') {
      table(octets, at + 1, limit, depth);
    } else if (octets[at] == 'A') {
      array(octets, at + 1, limit, depth);
    }
    return end;
  }

  /** Behind a value, without a look into it. The types are RabbitMQ's. */
  static int extent(byte[] octets, int at, int limit) throws Unsound {
    int type = octet(octets, at, limit);
    int length =
        switch (type) {
          case 'S', 'x', 'F', 'A' -> 4 + size(octets, at + 1, limit);
          case 'T', 'd', 'l' -> 8;
          case 'D' -> 5;
          case 'I', 'i', 'f' -> 4;
          case 's', 'u' -> 2;
          case 'b', 'B', 't' -> 1;
          case 'V' -> 0;
          default -> throw new Unsound("a value of the unknown type 0x%02X".formatted(type));
        };
    return within(at + 1, length, limit, "a value");
  }

  /** Behind the name of a header. */
  static int name(byte[] octets, int at, int limit) throws Unsound {
    return within(at, 1 + octet(octets, at, limit), limit, "the name of a header");
  }

  static String text(byte[] octets, int at, int end) {
    return new String(octets, at + 1, end - at - 1, StandardCharsets.UTF_8);
  }

  /** A length of four octets; one that no frame can have is as good as any other. */
  static int size(byte[] octets, int at, int limit) throws Unsound {
    within(at, 4, limit, "a length");
    int size =
        ((octets[at] & 0xFF) << 24)
            | ((octets[at + 1] & 0xFF) << 16)
            | ((octets[at + 2] & 0xFF) << 8)
            | (octets[at + 3] & 0xFF);
    return size < 0 ? LARGEST : Math.min(size, LARGEST);
  }

  private static int octet(byte[] octets, int at, int limit) throws Unsound {
    within(at, 1, limit, "a length or type");
    return octets[at] & 0xFF;
  }

  private static int within(int at, int length, int limit, String what) throws Unsound {
    if (length > limit - at) {
      throw new Unsound("%s ends behind what contains it".formatted(what));
    }
    return at + length;
  }
}
