package io.pikabus.payload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.PayloadCodec;
import io.pikabus.PayloadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other clients write into {@code content_encoding}, and what becomes of their bodies. */
class EncodedBodyTest {

  private static final String TEXT = "{\"name\":\"smørgåsbord\"}";

  private final Payloads payloads = new Payloads(new JsonbCodec());

  private interface Wrapping {
    OutputStream around(OutputStream out) throws IOException;
  }

  private static byte[] compressed(byte[] body, Wrapping wrapping) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = wrapping.around(bytes)) {
      out.write(body);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] body) {
    return compressed(body, GZIPOutputStream::new);
  }

  private static byte[] deflate(byte[] body) {
    return compressed(body, DeflaterOutputStream::new);
  }

  private static byte[] zip(byte[] body) {
    return compressed(
        body,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          zip.putNextEntry(new ZipEntry("amqp"));
          return zip;
        });
  }

  private Object text(byte[] body, @Nullable String encoding) {
    return payloads.decode(body, String.class, encoding);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZIP",
        "x-gzip",
        "gzip:utf-8",
        "gzip,utf-8",
        "gzip, UTF-8",
        "utf-8, gzip",
        "gzip:br"
      })
  void gzip_is_read_in_every_spelling(String encoding) {
    assertThat(text(gzip(TEXT.getBytes(UTF_8)), encoding)).isEqualTo(TEXT);
    assertThat(payloads.decode(gzip(TEXT.getBytes(UTF_8)), Named.class, encoding))
        .isEqualTo(new Named("smørgåsbord"));
  }

  /** A payload. */
  public record Named(String name) {}

  @Test
  void deflate_and_zip_are_read_and_one_within_the_other() {
    byte[] plain = TEXT.getBytes(UTF_8);
    assertThat(text(deflate(plain), "deflate")).isEqualTo(TEXT);
    assertThat(text(deflate(plain), "deflate:utf-8")).isEqualTo(TEXT);
    assertThat(text(zip(plain), "zip")).isEqualTo(TEXT);
    assertThat(text(zip(gzip(plain)), "zip:gzip:utf-8")).isEqualTo(TEXT);
    assertThat(text(zip(gzip(plain)), "gzip, zip")).isEqualTo(TEXT);
    assertThat(text(gzip(TEXT.getBytes(UTF_16BE)), "gzip:utf-16be")).isEqualTo(TEXT);
  }

  @Test
  void character_sets_are_those_of_java_and_pythons_names_for_them() {
    byte[] latin = TEXT.getBytes(ISO_8859_1);
    for (String name :
        new String[] {"latin-1", "latin1", "iso-8859-1", "ISO8859-1", "iso_8859_1"}) {
      assertThat(text(latin, name)).as(name).isEqualTo(TEXT);
      assertThat(payloads.decode(latin, Named.class, name)).isEqualTo(new Named("smørgåsbord"));
    }
    assertThat(text(TEXT.getBytes(UTF_16), "utf-16")).isEqualTo(TEXT);
    assertThat(text(TEXT.getBytes(UTF_16), "utf_16")).isEqualTo(TEXT);
    assertThat(text(TEXT.getBytes(UTF_8), "utf8")).isEqualTo(TEXT);
    assertThat(text(TEXT.getBytes(UTF_8), "ascii")).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "br", "zstd", "binary", "identity", "gzip", "deflate", "zip", "!"})
  void a_body_that_is_not_what_its_encoding_says_is_read_as_before(String encoding) {
    assertThat(text(TEXT.getBytes(UTF_8), encoding)).isEqualTo(TEXT);
  }

  @Test
  void bytes_are_expanded_and_no_character_is_changed_in_them() {
    byte[] bytes = {0, -1, 2, (byte) 0xE5};
    assertThat(payloads.decode(gzip(bytes), byte[].class, "gzip:latin-1")).isEqualTo(bytes);
    assertThat(payloads.decode(bytes, byte[].class, "br")).isSameAs(bytes);
    assertThat(payloads.decode(bytes, byte[].class, "utf-8")).isSameAs(bytes);
  }

  @Test
  void what_cannot_be_read_is_told_with_its_encoding() {
    byte[] damaged = gzip("0123456789".repeat(100).getBytes(UTF_8));
    damaged[12] ^= 0x55;
    for (byte[] body : new byte[][] {damaged, Arrays.copyOf(damaged, 11)}) {
      assertThatThrownBy(() -> text(body, "gzip"))
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining("content encoding is 'gzip'");
    }
    assertThatThrownBy(() -> text(new byte[] {(byte) 0xCE, (byte) 0xB2, -1}, "br"))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("content encoding is 'br', and 'br' is not known here")
        .hasMessageContaining("Known are gzip");
    assertThatThrownBy(() -> payloads.decode(new byte[] {1, 2}, Named.class, "zstd"))
        .hasMessageContaining("'zstd' is not known here");
    assertThatThrownBy(() -> text(new byte[] {'P', 'K', 3, 4}, "zip"))
        .hasMessageContaining("content encoding is 'zip'");
  }

  @Test
  void a_few_octets_cannot_fill_the_memory() {
    byte[] bomb = gzip(new byte[300 * 1024 * 1024]);
    assertThatThrownBy(() -> text(bomb, "gzip"))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("expands to more than");
    byte[] nested = gzip(gzip(new byte[100 * 1024 * 1024]));
    assertThatThrownBy(() -> text(nested, "gzip:gzip"))
        .hasMessageContaining("expands to more than 1048576 bytes");
    byte[] small = new byte[1024 * 1024];
    Arrays.fill(small, (byte) 'x');
    assertThat((String) text(gzip(small), "gzip")).hasSize(small.length);
  }

  @Test
  void what_a_codec_says_it_writes_it_reads_by_itself() {
    Payloads own =
        new Payloads(
            new PayloadCodec() {
              @Override
              public byte[] encode(Object payload) {
                return gzip(payload.toString().getBytes(UTF_8));
              }

              @Override
              public Object decode(byte[] body, Type type) {
                return body.length;
              }

              @Override
              public String contentEncoding() {
                return "gzip";
              }
            });
    byte[] body = own.encode(7);
    assertThat(own.decode(body, Integer.class, "gzip")).isEqualTo(body.length);
  }

  @Property(tries = 300)
  void no_body_and_no_encoding_ends_in_another_error(
      @ForAll byte[] body, @ForAll String encoding, @ForAll boolean compressed) {
    String said = compressed ? "gzip:" + encoding : encoding;
    byte[] sent = compressed ? gzip(body) : body;
    try {
      assertThat(payloads.decode(sent, String.class, said)).isInstanceOf(String.class);
    } catch (PayloadException explained) {
      assertThat(explained).hasMessageContaining("cannot be decoded");
    }
  }
}
