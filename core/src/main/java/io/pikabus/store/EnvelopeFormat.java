package io.pikabus.store;

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
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How all of a message but its body is stored. Binary, because headers must keep their types; the
 * first octet is the format's version, so that a newer release reads what an older one left. Pure.
 */
public final class EnvelopeFormat {

  /** The one that is written. */
  static final int VERSION = 1;

  /** Longer ones have no nanoseconds. */
  private static final long LONGEST_TIMEOUT = Duration.ofNanos(Long.MAX_VALUE / 2).toMillis();

  /** The last second of the year 9999, with which all time formats end. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private static final int NANOS = 1_000_000_000;

  private EnvelopeFormat() {}

  /** A message without its body, and how it is to be sent. */
  public record Content(Envelope envelope, Duration timeout, Address errors) {}

  /** As it is stored. */
  public static byte[] write(Content content) {
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
    StoredValues.text(out, envelope.destination().name());
    address(out, envelope.address());
    out.writeBoolean(envelope.mandatory());
    StoredValues.text(out, envelope.names().prefix());
    properties(out, envelope.properties());
    Deferral deferral = envelope.deferral();
    out.writeBoolean(deferral != null);
    if (deferral != null) {
      out.writeLong(deferral.due().getEpochSecond());
      out.writeInt(deferral.due().getNano());
      StoredValues.text(out, deferral.errorQueue());
    }
    out.writeLong(content.timeout().toMillis());
    address(out, content.errors());
  }

  /**
   * Reads what was written.
   *
   * @throws IllegalArgumentException when it was not written by this class, or by a newer one
   */
  public static Content read(byte @Nullable [] bytes, byte @Nullable [] body) {
    if (bytes == null || body == null) {
      throw new IllegalArgumentException(
          "A row of the outbox cannot be read: its %s is NULL."
              .formatted(bytes == null ? "envelope" : "body"));
    }
    if (bytes.length > 0 && bytes[0] != VERSION) {
      throw new IllegalArgumentException(
          "A row of the outbox has format %d, and this release reads %d. A newer release wrote it: let that one send it."
              .formatted(bytes[0], VERSION));
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      in.get();
      Content content = read(in, body);
      StoredValues.require(!in.hasRemaining(), "something follows its end");
      return content;
    } catch (BufferUnderflowException torn) {
      throw new IllegalArgumentException(
          "A row of the outbox cannot be read: it ends in the middle.", torn);
    } catch (IllegalArgumentException fault) {
      // A name that no message can have is found where the message is made.
      throw new IllegalArgumentException(
          "A row of the outbox cannot be read: " + fault.getMessage(), fault);
    }
  }

  private static Content read(ByteBuffer in, byte[] body) {
    boolean queue = StoredValues.truth(in);
    String name = StoredValues.text(in);
    Envelope envelope =
        new Envelope(
            queue ? new Destination.Queue(name) : new Destination.Topic(name),
            address(in),
            StoredValues.truth(in),
            new HeaderNames(StoredValues.text(in)),
            properties(in),
            body,
            StoredValues.truth(in) ? new Deferral(due(in), StoredValues.text(in)) : null);
    long timeout = in.getLong();
    StoredValues.require(
        timeout > 0 && timeout <= LONGEST_TIMEOUT,
        "its timeout of " + timeout + " ms is out of range");
    return new Content(envelope, Duration.ofMillis(timeout), address(in));
  }

  private static Instant due(ByteBuffer in) {
    long second = in.getLong();
    int nano = in.getInt();
    StoredValues.require(
        second >= 0 && second <= LAST_SECOND && nano >= 0 && nano < NANOS,
        "its due time is out of range: second %d, nanosecond %d".formatted(second, nano));
    return Instant.ofEpochSecond(second, nano);
  }

  private static void address(DataOutputStream out, Address address) throws IOException {
    StoredValues.text(out, address.exchange());
    StoredValues.text(out, address.routingKey());
    out.writeBoolean(address.ownExchange());
    out.writeBoolean(address.bound());
    out.writeBoolean(address.created());
  }

  private static Address address(ByteBuffer in) {
    return new Address(
        StoredValues.text(in),
        StoredValues.text(in),
        StoredValues.truth(in),
        StoredValues.truth(in),
        StoredValues.truth(in));
  }

  private static void properties(DataOutputStream out, MessageProperties properties)
      throws IOException {
    StoredValues.value(out, properties.contentType());
    StoredValues.value(out, properties.contentEncoding());
    StoredValues.value(out, properties.headers());
    StoredValues.value(out, properties.deliveryMode());
    StoredValues.value(out, properties.priority());
    StoredValues.value(out, properties.correlationId());
    StoredValues.value(out, properties.replyTo());
    StoredValues.value(out, properties.expiration());
    StoredValues.value(out, properties.messageId());
    Instant timestamp = properties.timestamp();
    StoredValues.value(out, timestamp == null ? null : Date.from(timestamp));
    StoredValues.value(out, properties.type());
    StoredValues.value(out, properties.userId());
    StoredValues.value(out, properties.appId());
    StoredValues.value(out, properties.clusterId());
  }

  private static MessageProperties properties(ByteBuffer in) {
    return new MessageProperties(
        StoredValues.value(in, String.class),
        StoredValues.value(in, String.class),
        headers(in),
        StoredValues.value(in, Integer.class),
        StoredValues.value(in, Integer.class),
        StoredValues.value(in, String.class),
        StoredValues.value(in, String.class),
        StoredValues.value(in, String.class),
        StoredValues.value(in, String.class),
        timestamp(in),
        StoredValues.value(in, String.class),
        StoredValues.value(in, String.class),
        StoredValues.value(in, String.class),
        StoredValues.value(in, String.class));
  }

  @SuppressWarnings("unchecked") // The keys of every map are read as texts.
  private static Map<String, @Nullable Object> headers(ByteBuffer in) {
    Map<String, @Nullable Object> headers = StoredValues.value(in, Map.class);
    return headers == null ? Map.of() : headers;
  }

  private static @Nullable Instant timestamp(ByteBuffer in) {
    Date timestamp = StoredValues.value(in, Date.class);
    return timestamp == null ? null : timestamp.toInstant();
  }
}
