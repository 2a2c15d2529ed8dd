package io.pikabus.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.PayloadCodec;
import io.pikabus.PayloadException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What happens around the codec, with one that is none. */
class PayloadsTest {

  /** Fails as a codec may, or finds nothing. */
  private static final class FailingCodec implements PayloadCodec {
    @Override
    public byte[] encode(Object payload) {
      throw new UnsupportedOperationException("no encoder today");
    }

    @Override
    public @Nullable Object decode(byte[] body, Type type) {
      if (body.length == 0) {
        return null;
      }
      throw new UnsupportedOperationException("no decoder today");
    }

    @Override
    public String contentType() {
      return "application/cbor";
    }

    @Override
    public String contentEncoding() {
      return "binary";
    }
  }

  private final Payloads payloads = new Payloads(new FailingCodec());

  @Test
  void text_and_bytes_never_reach_the_codec() {
    byte[] bytes = {0, -1, 2};
    assertThat(payloads.encode(bytes)).isSameAs(bytes);
    assertThat(payloads.decode(bytes, byte[].class)).isSameAs(bytes);
    assertThat(payloads.encode("smørgåsbord 🥪")).isEqualTo("smørgåsbord 🥪".getBytes(UTF_8));
    assertThat(payloads.decode("smørgåsbord 🥪".getBytes(UTF_8), String.class))
        .isEqualTo("smørgåsbord 🥪");
  }

  @Test
  void an_empty_body_is_an_empty_text_and_no_bytes() {
    assertThat(payloads.decode(new byte[0], String.class)).isEqualTo("");
    assertThat(payloads.decode(new byte[0], byte[].class)).isEqualTo(new byte[0]);
    assertThat(payloads.encode("")).isEmpty();
  }

  @Test
  void nothing_is_an_object_without_members_each_time_anew() {
    byte[] first = payloads.encode(null);
    assertThat(first).isEqualTo("{}".getBytes(UTF_8));
    first[0] = 'x';
    assertThat(payloads.encode(null)).isEqualTo("{}".getBytes(UTF_8));
  }

  @Test
  void bytes_that_are_no_utf_8_are_no_text() {
    assertThatThrownBy(() -> payloads.decode(new byte[] {'a', (byte) 0xC3}, String.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageStartingWith("A body of 2 bytes ")
        .hasMessageContaining("no text in UTF-8");
  }

  @Test
  void a_payload_that_the_codec_cannot_encode_is_named_by_its_class() {
    assertThatThrownBy(() -> payloads.encode(7))
        .isInstanceOf(PayloadException.class)
        .hasMessage(
            "A payload of class java.lang.Integer cannot be encoded as application/cbor: no encoder today")
        .hasCauseInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void a_body_that_the_codec_cannot_decode_is_named_by_its_size_and_type() {
    assertThatThrownBy(() -> payloads.decode(new byte[3], Integer.class))
        .isInstanceOf(PayloadException.class)
        .hasMessage("A body of 3 bytes cannot be decoded as java.lang.Integer: no decoder today")
        .hasCauseInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void a_body_in_which_the_codec_finds_nothing_is_no_payload() {
    assertThatThrownBy(() -> payloads.decode(new byte[0], Integer.class))
        .isInstanceOf(PayloadException.class)
        .hasMessage("A body of 0 bytes is no java.lang.Integer: it is null.");
  }

  @Test
  void the_codec_says_what_bodies_are() {
    assertThat(payloads.contentType()).isEqualTo("application/cbor");
    assertThat(payloads.contentEncoding()).isEqualTo("binary");
    assertThat(new Payloads(new JsonbCodec()).contentType()).isEqualTo("application/json");
    assertThat(new Payloads(new JsonbCodec()).contentEncoding()).isEqualTo("utf-8");
  }
}
