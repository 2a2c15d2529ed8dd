package io.pikabus.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The cap, on texts around it in characters of one to four bytes. */
class FailureHeadersPropertyTest {

  private static final int MOST = FailureHeaders.MOST_DETAIL_BYTES;

  @Property(tries = 300)
  void no_text_is_longer_than_the_cap(@ForAll("texts") String text) {
    assertThat(FailureHeaders.capped(text).getBytes(UTF_8).length).isLessThanOrEqualTo(MOST);
  }

  @Property(tries = 300)
  void a_text_within_the_cap_stays_as_it_is(@ForAll("texts") String text) {
    if (text.getBytes(UTF_8).length <= MOST) {
      assertThat(FailureHeaders.capped(text)).isSameAs(text);
    }
  }

  @Property(tries = 300)
  void a_cut_text_is_its_own_beginning_in_whole_characters_and_says_its_size(
      @ForAll("texts") String text) {
    int bytes = text.getBytes(UTF_8).length;
    if (bytes > MOST) {
      String mark = "\n… cut; " + bytes + " bytes in all";
      String capped = FailureHeaders.capped(text);
      assertThat(capped).endsWith(mark);
      assertThat(text).startsWith(capped.substring(0, capped.length() - mark.length()));
      assertThat(capped.getBytes(UTF_8).length).isGreaterThan(MOST - 4);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> alphabets = Arbitraries.of("a", "é", "東", "🥪", "aé東🥪", "🥪a");
    return alphabets.flatMap(
        alphabet -> {
          int[] characters = alphabet.codePoints().toArray();
          int aroundTheCap = MOST * characters.length / alphabet.getBytes(UTF_8).length;
          return Arbitraries.integers()
              .between(aroundTheCap - 60, aroundTheCap + 60)
              .map(count -> text(characters, count));
        });
  }

  private static String text(int[] characters, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.appendCodePoint(characters[i % characters.length]);
    }
    return text.toString();
  }
}
