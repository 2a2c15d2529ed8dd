package io.pikabus.errors;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values from the wire as text. Pure. */
final class Texts {

  private Texts() {}

  /** Whatever its type; octets that are no UTF-8 as hexadecimal digits. */
  static @Nullable String of(@Nullable Object value) {
    if (value instanceof byte[] octets) {
      return utf8(octets).orElseGet(() -> HexFormat.of().formatHex(octets));
    }
    return value == null ? null : value.toString();
  }

  /** Empty when the octets are no UTF-8. */
  static Optional<String> utf8(byte[] octets) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
    } catch (CharacterCodingException binary) {
      return Optional.empty();
    }
  }
}
