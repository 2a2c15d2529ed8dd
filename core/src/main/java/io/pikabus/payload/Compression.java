package io.pikabus.payload;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipInputStream;

/** The compressions that other clients write, as far as the JDK reads them. Pure. */
enum Compression {
  GZIP("gzip", "x-gzip") {
    @Override
    boolean fits(byte[] body) {
      return begins(body, 0x1F, 0x8B);
    }

    @Override
    InputStream open(InputStream body) throws IOException {
      return new GZIPInputStream(body);
    }
  },

  /** With the header of zlib (RFC 1950), as HTTP's {@code deflate} has it. */
  DEFLATE("deflate", "zlib") {
    @Override
    boolean fits(byte[] body) {
      return body.length > 1
          && (body[0] & 0x0F) == 8
          && ((body[0] & 0xFF) * 256 + (body[1] & 0xFF)) % 31 == 0;
    }

    @Override
    InputStream open(InputStream body) {
      return new InflaterInputStream(body);
    }
  },

  /** Of one entry. */
  ZIP("zip") {
    @Override
    boolean fits(byte[] body) {
      return begins(body, 'P', 'K', 3, 4);
    }

    @Override
    InputStream open(InputStream body) throws IOException {
      ZipInputStream zip = new ZipInputStream(body);
      if (zip.getNextEntry() == null) {
        throw new IOException("the archive is empty");
      }
      return zip;
    }
  };

  private final List<String> names;

  Compression(String... names) {
    this.names = List.of(names);
  }

  /** The compression of that name; empty when it is none of these. */
  static Optional<Compression> named(String name) {
    return Arrays.stream(values()).filter(each -> each.names.contains(name)).findFirst();
  }

  /** Whether a body begins like one of this compression. */
  abstract boolean fits(byte[] body);

  abstract InputStream open(InputStream body) throws IOException;

  /**
   * Expands a body.
   *
   * @param most octets that it may have then
   * @throws IOException when it is damaged, or larger
   */
  byte[] expand(byte[] body, int most) throws IOException {
    try (InputStream in = open(new ByteArrayInputStream(body))) {
      byte[] expanded = in.readNBytes(most + 1);
      if (expanded.length > most) {
        throw new IOException("it expands to more than " + most + " bytes");
      }
      return expanded;
    }
  }

  private static boolean begins(byte[] body, int... octets) {
    for (int i = 0; i < octets.length; i++) {
      if (body.length <= i || (body[i] & 0xFF) != octets[i]) {
        return false;
      }
    }
    return true;
  }
}
