package io.pikabus.payload;

import io.pikabus.PayloadCodec;
import io.pikabus.PayloadException;
import io.pikabus.UnavailableException;
import io.pikabus.text.Printable;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Strings and bytes as they are, everything else through the codec. */
public final class Payloads {

  /** What PikaBus sends for {@code None}. */
  private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

  private final PayloadCodec codec;

  public Payloads(PayloadCodec codec) {
    this.codec = codec;
  }

  /** The {@code ContentType} header. */
  public String contentType() {
    return codec.contentType();
  }

  /** The {@code ContentEncoding} header. */
  public String contentEncoding() {
    return codec.contentEncoding();
  }

  /**
   * Makes a body.
   *
   * @throws PayloadException when the codec cannot
   */
  public byte[] encode(@Nullable Object payload) {
    if (payload == null) {
      return NOTHING.clone();
    }
    if (payload instanceof byte[] bytes) {
      return bytes;
    }
    if (payload instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return codec.encode(payload);
    } catch (RuntimeException | StackOverflowError cause) { // A payload may contain itself.
      throw new PayloadException(
          "A payload of %s cannot be encoded as %s: %s%s"
              .formatted(
                  payload.getClass(),
                  codec.contentType(),
                  Printable.of(cause.getMessage()),
                  Modifier.isPublic(payload.getClass().getModifiers())
                      ? ""
                      : ". Make the class public: JSON-B reads no other."),
          cause);
    }
  }

  /**
   * Makes a payload of a body of which nothing is said.
   *
   * @throws PayloadException when the body is not one of that type
   * @throws UnavailableException when the codec has not what it needs
   */
  public Object decode(byte[] body, Type type) {
    return decode(body, type, null);
  }

  /**
   * Makes a payload.
   *
   * @param encoding what the sender says of the body, such as {@code gzip:utf-8}; null for nothing
   * @throws PayloadException when the body is not one of that type
   */
  public Object decode(byte[] body, Type type, @Nullable String encoding) {
    Object payload;
    EncodedBody encoded = EncodedBody.plain(body);
    try {
      if (encoding != null && !isOurs(encoding)) {
        encoded = EncodedBody.of(body, encoding);
      }
      payload = payload(encoded, type);
    } catch (UnavailableException absent) {
      // Whatever decodes it is away, and it is no fault of the body's.
      throw absent;
    } catch (IOException
        | RuntimeException
        | StackOverflowError cause) { // Types may refer to themselves.
      throw new PayloadException(
          "A body of %d bytes cannot be decoded as %s: %s%s"
              .formatted(
                  body.length,
                  type.getTypeName(),
                  Printable.of(cause.getMessage()),
                  remark(encoding, encoded)),
          cause);
    }
    if (payload == null) {
      throw new PayloadException(
          "A body of %d bytes is no %s: it is null.".formatted(body.length, type.getTypeName()),
          null);
    }
    return payload;
  }

  /** What the codec itself says it writes, it also reads. */
  private boolean isOurs(String encoding) {
    return encoding.equalsIgnoreCase(codec.contentEncoding());
  }

  private @Nullable Object payload(EncodedBody encoded, Type type) {
    if (type == byte[].class) {
      return encoded.body();
    }
    return type == String.class ? encoded.text() : codec.decode(encoded.utf8(), type);
  }

  private String remark(@Nullable String encoding, EncodedBody encoded) {
    if (encoding == null || encoding.isBlank() || isOurs(encoding)) {
      return "";
    }
    return encoded.unknown().isEmpty()
        ? ". Its content encoding is '%s'.".formatted(Printable.of(encoding))
        : ". Its content encoding is '%s', and '%s' is not known here or does not fit the body. Known are gzip, deflate, zip and the character sets of Java."
            .formatted(Printable.of(encoding), Printable.of(encoded.unknown()));
  }

  /** Strictly: malformed bytes are a fault, never replaced. */
  static String text(byte[] body) {
    return EncodedBody.plain(body).text();
  }
}
