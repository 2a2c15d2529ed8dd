package io.pikabus.payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A body and what its {@code content_encoding} made of it: expanded if it was compressed, and the
 * characters in which its text is written. Pure.
 *
 * <p>One encoding may stand behind the other, as in {@code gzip:utf-8} or {@code gzip, utf-8}.
 *
 * @param charset of its text
 * @param unknown what the encoding says that is not known here, or is not so; empty for nothing
 */
record EncodedBody(byte[] body, Charset charset, String unknown) {

  /** So that a few octets cannot fill the memory: in all, and as a multiple of what came. */
  static final int MOST_BYTES = 64 * 1024 * 1024;

  static final int MOST_TIMES = 200;

  /** Up to here nobody is harmed by a larger multiple. */
  static final int ALWAYS_ALLOWED = 1024 * 1024;

  private static final int MOST_PARTS = 8;

  /** Names that say nothing about a body. */
  private static final Set<String> PLAIN = Set.of("identity", "binary", "7bit", "8bit", "none");

  /** A body as it came. */
  static EncodedBody plain(byte[] body) {
    return new EncodedBody(body, StandardCharsets.UTF_8, "");
  }

  /**
   * Reads a body.
   *
   * @param encoding what the sender says of it
   * @throws IOException when it is compressed and damaged, or too large
   */
  static EncodedBody of(byte[] body, String encoding) throws IOException {
    List<String> parts = parts(encoding);
    byte[] expanded = expand(body, parts);
    Charset charset = null;
    List<String> unknown = new ArrayList<>();
    for (String part : parts) {
      Optional<Charset> named = charset(part);
      if (named.isEmpty()) {
        unknown.add(part);
      } else if (charset == null) {
        charset = named.get();
      }
    }
    return new EncodedBody(
        expanded, charset == null ? StandardCharsets.UTF_8 : charset, String.join(", ", unknown));
  }

  private static List<String> parts(String encoding) {
    List<String> parts = new ArrayList<>();
    Arrays.stream(encoding.toLowerCase(Locale.ROOT).split("[:,;]", MOST_PARTS + 1))
        .map(String::strip)
        .filter(part -> !part.isEmpty() && !PLAIN.contains(part))
        .limit(MOST_PARTS)
        .forEach(parts::add);
    return parts;
  }

  /** Takes off what fits, and its name from the parts: the order of names differs by client. */
  private static byte[] expand(byte[] body, List<String> parts) throws IOException {
    long times = (long) body.length * MOST_TIMES;
    int most = (int) Math.min(MOST_BYTES, Math.max(ALWAYS_ALLOWED, times));
    byte[] expanded = body;
    for (int i = 0; i < parts.size(); ) {
      byte[] present = expanded;
      Optional<Compression> fitting =
          Compression.named(parts.get(i)).filter(each -> each.fits(present));
      if (fitting.isPresent()) {
        expanded = fitting.get().expand(present, most);
        parts.remove(i);
        i = 0;
      } else {
        i++;
      }
    }
    return expanded;
  }

  /** Python says {@code latin-1} and {@code utf_16}, which Java writes otherwise. */
  private static Optional<Charset> charset(String name) {
    for (String spelling : List.of(name, name.replace('_', '-'), name.replace("-", ""))) {
      try {
        if (Charset.isSupported(spelling)) {
          Charset charset = Charset.forName(spelling);
          boolean isAscii = charset.equals(StandardCharsets.US_ASCII);
          return Optional.of(isAscii ? StandardCharsets.UTF_8 : charset);
        }
      } catch (IllegalCharsetNameException noName) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * Its text, strictly: malformed bytes are a fault, never replaced.
   *
   * @throws IllegalArgumentException when it is no text in its characters
   */
  String text() {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException malformed) {
      throw new IllegalArgumentException("it is no text in " + charset, malformed);
    }
  }

  /** Its text in UTF-8, for codecs, which read nothing else. */
  byte[] utf8() {
    return charset.equals(StandardCharsets.UTF_8) ? body : text().getBytes(StandardCharsets.UTF_8);
  }
}
