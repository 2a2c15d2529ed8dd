package io.pikabus.payload;

import io.pikabus.PayloadCodec;
import io.pikabus.PayloadException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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
                  cause.getMessage(),
                  Modifier.isPublic(payload.getClass().getModifiers())
                      ? ""
                      : ". Make the class public: JSON-B reads no other."),
          cause);
    }
  }

  /**
   * Makes a payload.
   *
   * @throws PayloadException when the body is not one of that type
   */
  public Object decode(byte[] body, Type type) {
    if (type == byte[].class) {
      return body;
    }
    Object payload;
    try {
      payload = type == String.class ? text(body) : codec.decode(body, type);
    } catch (RuntimeException cause) {
      throw new PayloadException(
          "A body of %d bytes cannot be decoded as %s: %s"
              .formatted(body.length, type.getTypeName(), cause.getMessage()),
          cause);
    }
    if (payload == null) {
      throw new PayloadException(
          "A body of %d bytes is no %s: it is null.".formatted(body.length, type.getTypeName()),
          null);
    }
    return payload;
  }

  /** Strictly: malformed bytes are a fault, never replaced. */
  static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException malformed) {
      throw new IllegalArgumentException("it is no text in UTF-8", malformed);
    }
  }
}
