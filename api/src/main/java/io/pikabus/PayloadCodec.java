package io.pikabus;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Turns payloads into bodies and back. The default writes JSON with JSON-B; a CDI bean of this type
 * replaces it. {@code String} and {@code byte[]} never reach it. Called from many threads at once.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class PlainText implements PayloadCodec {
 *
 *   @Override
 *   public byte[] encode(Object payload) {
 *     return payload.toString().getBytes(UTF_8);
 *   }
 *
 *   @Override
 *   public Object decode(byte[] body, Type type) {
 *     if (type == UUID.class) {
 *       return UUID.fromString(new String(body, UTF_8));
 *     }
 *     throw new IllegalArgumentException("No text is a " + type.getTypeName());
 *   }
 *
 *   @Override
 *   public String contentType() {
 *     return "text/plain";
 *   }
 * }
 * }</pre>
 */
public interface PayloadCodec {

  /**
   * Encodes a payload.
   *
   * @throws RuntimeException any; the sender receives it inside a {@link PayloadException}
   */
  byte[] encode(Object payload);

  /**
   * Decodes a body. What another client has compressed is expanded by then, and its text is in
   * UTF-8, unless the message's content encoding is {@link #contentEncoding} itself.
   *
   * @param type of the handler's parameter
   * @return never null for a body that can be handled
   * @throws RuntimeException any; the message then goes to the error queue, never to the handler
   */
  @Nullable Object decode(byte[] body, Type type);

  /** The {@code ContentType} header. */
  default String contentType() {
    return "application/json";
  }

  /** The {@code ContentEncoding} header. */
  default String contentEncoding() {
    return "utf-8";
  }
}
