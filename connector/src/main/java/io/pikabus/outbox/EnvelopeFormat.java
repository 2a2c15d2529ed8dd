package io.pikabus.outbox;

import io.pikabus.Destination;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How all of a message but its body stands in a row. Binary, because headers must keep their types;
 * the first octet is the format's version, so that a newer release reads what an older one left.
 * Pure.
 */
final class EnvelopeFormat {

  private static final int VERSION = 1;

  private EnvelopeFormat() {}

  /** A message without its body, and how it is to be sent. */
  record Content(Envelope envelope, Duration timeout, Address errors) {}

  static byte[] write(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      write(out, content);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, Content content) throws IOException {
    Envelope envelope = content.envelope();
    out.writeBoolean(envelope.destination() instanceof Destination.Queue);
    text(out, envelope.destination().name());
    address(out, envelope.address());
    out.writeBoolean(envelope.mandatory());
    text(out, envelope.names().prefix());
    properties(out, envelope.properties());
    Deferral deferral = envelope.deferral();
    out.writeBoolean(deferral != null);
    if (deferral != null) {
      out.writeLong(deferral.due().getEpochSecond());
      out.writeInt(deferral.due().getNano());
      text(out, deferral.errorQueue());
    }
    out.writeLong(content.timeout().toMillis());
    address(out, content.errors());
  }

  /**
   * Reads what was written.
   *
   * @throws IllegalArgumentException when it was not written by this class, or by a newer one
   */
  static Content read(byte[] bytes, byte[] body) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      int version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "A row of the outbox has format %d, and this release reads %d. A newer release wrote it: let that one send it."
                .formatted(version, VERSION));
      }
      return read(in, body);
    } catch (BufferUnderflowException torn) {
      throw new IllegalArgumentException("A row of the outbox cannot be read: " + torn, torn);
    }
  }

  private static Content read(ByteBuffer in, byte[] body) {
    boolean queue = truth(in);
    String name = text(in);
    Envelope envelope =
        new Envelope(
            queue ? new Destination.Queue(name) : new Destination.Topic(name),
            address(in),
            truth(in),
            new HeaderNames(text(in)),
            properties(in),
            body,
            truth(in)
                ? new Deferral(Instant.ofEpochSecond(in.getLong(), in.getInt()), text(in))
                : null);
    return new Content(envelope, Duration.ofMillis(in.getLong()), address(in));
  }

  private static void address(DataOutputStream out, Address address) throws IOException {
    text(out, address.exchange());
    text(out, address.routingKey());
    out.writeBoolean(address.ownExchange());
    out.writeBoolean(address.bound());
    out.writeBoolean(address.created());
  }

  private static Address address(ByteBuffer in) {
    return new Address(text(in), text(in), truth(in), truth(in), truth(in));
  }

  private static void properties(DataOutputStream out, MessageProperties properties)
      throws IOException {
    value(out, properties.contentType());
    value(out, properties.contentEncoding());
    value(out, properties.headers());
    value(out, properties.deliveryMode());
    value(out, properties.priority());
    value(out, properties.correlationId());
    value(out, properties.replyTo());
    value(out, properties.expiration());
    value(out, properties.messageId());
    Instant timestamp = properties.timestamp();
    value(out, timestamp == null ? null : Date.from(timestamp));
    value(out, properties.type());
    value(out, properties.userId());
    value(out, properties.appId());
    value(out, properties.clusterId());
  }

  @SuppressWarnings("unchecked") // The keys of every map were checked when the header was set.
  private static MessageProperties properties(ByteBuffer in) {
    String contentType = (String) value(in);
    String contentEncoding = (String) value(in);
    Object headers = value(in);
    Integer deliveryMode = (Integer) value(in);
    Integer priority = (Integer) value(in);
    String correlationId = (String) value(in);
    String replyTo = (String) value(in);
    String expiration = (String) value(in);
    String messageId = (String) value(in);
    Date timestamp = (Date) value(in);
    return new MessageProperties(
        contentType,
        contentEncoding,
        headers == null ? Map.of() : (Map<String, @Nullable Object>) headers,
        deliveryMode,
        priority,
        correlationId,
        replyTo,
        expiration,
        messageId,
        timestamp == null ? null : timestamp.toInstant(),
        (String) value(in),
        (String) value(in),
        (String) value(in),
        (String) value(in));
  }

  private static void value(DataOutputStream out, @Nullable Object value) throws IOException {
    if (value == null) {
      out.writeByte('0');
    } else if (value instanceof String string) {
      out.writeByte('S');
      text(out, string);
    } else if (value instanceof Boolean truth) {
      out.writeByte(truth ? 'T' : 'F');
    } else if (value instanceof Byte number) {
      out.writeByte('b');
      out.writeByte(number);
    } else if (value instanceof Short number) {
      out.writeByte('s');
      out.writeShort(number);
    } else if (value instanceof Integer number) {
      out.writeByte('i');
      out.writeInt(number);
    } else if (value instanceof Long number) {
      out.writeByte('l');
      out.writeLong(number);
    } else if (value instanceof Float number) {
      out.writeByte('f');
      out.writeFloat(number);
    } else if (value instanceof Double number) {
      out.writeByte('d');
      out.writeDouble(number);
    } else if (value instanceof BigDecimal number) {
      out.writeByte('D');
      bytes(out, number.unscaledValue().toByteArray());
      out.writeInt(number.scale());
    } else if (value instanceof Date date) {
      out.writeByte('t');
      out.writeLong(date.getTime());
    } else if (value instanceof byte[] octets) {
      out.writeByte('x');
      bytes(out, octets);
    } else {
      composite(out, value);
    }
  }

  private static void composite(DataOutputStream out, Object value) throws IOException {
    if (value instanceof List<?> list) {
      out.writeByte('L');
      out.writeInt(list.size());
      for (Object each : list) {
        value(out, each);
      }
    } else if (value instanceof Map<?, ?> map) {
      out.writeByte('M');
      out.writeInt(map.size());
      for (Map.Entry<?, ?> each : map.entrySet()) {
        text(out, String.valueOf(each.getKey()));
        value(out, each.getValue());
      }
    } else {
      // As the client would write it: a long string of its own kind, for one.
      value(out, value.toString());
    }
  }

  private static @Nullable Object value(ByteBuffer in) {
    byte type = in.get();
    return switch (type) {
      case '0' -> null;
      case 'S' -> text(in);
      case 'T' -> true;
      case 'F' -> false;
      case 'b' -> in.get();
      case 's' -> in.getShort();
      case 'i' -> in.getInt();
      case 'l' -> in.getLong();
      case 'f' -> in.getFloat();
      case 'd' -> in.getDouble();
      case 'D' -> new BigDecimal(new BigInteger(bytes(in)), in.getInt());
      case 't' -> new Date(in.getLong());
      case 'x' -> bytes(in);
      case 'L' -> list(in);
      case 'M' -> map(in);
      default ->
          throw new IllegalArgumentException(
              "A row of the outbox cannot be read: type " + type + " is not known");
    };
  }

  private static List<@Nullable Object> list(ByteBuffer in) {
    int size = in.getInt();
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(value(in));
    }
    return list;
  }

  private static Map<String, @Nullable Object> map(ByteBuffer in) {
    int size = in.getInt();
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(text(in), value(in));
    }
    return map;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    bytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ByteBuffer in) {
    int length = length(in);
    String text =
        new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
    in.position(in.position() + length);
    return text;
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[length(in)];
    in.get(bytes);
    return bytes;
  }

  private static int length(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    return length;
  }

  private static boolean truth(ByteBuffer in) {
    return in.get() != 0;
  }
}
