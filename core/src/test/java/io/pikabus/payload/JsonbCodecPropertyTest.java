package io.pikabus.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.PayloadException;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class JsonbCodecPropertyTest {

  private final Payloads payloads = new Payloads(new JsonbCodec());

  @Property(tries = 300)
  void any_text_comes_back_as_it_went(@ForAll("texts") String text) {
    Map<String, String> members = Map.of(text, text);
    assertThat(payloads.decode(payloads.encode(members), Object.class)).isEqualTo(members);
    assertThat(payloads.decode(payloads.encode(text), String.class)).isEqualTo(text);
  }

  @Property(tries = 300)
  void any_bytes_are_a_payload_or_a_payload_exception(@ForAll("bodies") byte[] body) {
    try {
      assertThat(payloads.decode(body, Object.class)).isNotNull();
    } catch (PayloadException refused) {
      assertThat(refused).hasMessageStartingWith("A body of " + body.length + " bytes ");
    }
  }

  /** Every character there is but halves of pairs, which no encoding can carry. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().ofMaxLength(40).filter(text -> UTF_8.newEncoder().canEncode(text));
  }

  @Provide
  Arbitrary<byte[]> bodies() {
    return Arbitraries.oneOf(
        Arbitraries.bytes().array(byte[].class).ofMaxSize(20),
        Arbitraries.strings()
            .withChars("{}[]\":,0e-.truefalsn \\u")
            .ofMaxLength(20)
            .map(text -> text.getBytes(UTF_8)));
  }
}
