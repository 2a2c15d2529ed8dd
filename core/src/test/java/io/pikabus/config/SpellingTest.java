package io.pikabus.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;

class SpellingTest {

  @Property
  void the_distance_is_that_of_a_metric(
      @ForAll @AlphaChars @StringLength(max = 8) String a,
      @ForAll @AlphaChars @StringLength(max = 8) String b,
      @ForAll @AlphaChars @StringLength(max = 8) String c) {
    assertThat(Spelling.distance(a, a)).isZero();
    assertThat(Spelling.distance(a, b)).isEqualTo(Spelling.distance(b, a));
    assertThat(Spelling.distance(a, c))
        .isLessThanOrEqualTo(Spelling.distance(a, b) + Spelling.distance(b, c));
    assertThat(Spelling.distance(a, b))
        .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
  }

  @Property
  void a_key_with_a_letter_too_many_suggests_itself(
      @ForAll @AlphaChars @StringLength(value = 1) String letter) {
    for (ConfigKey<?> key : Keys.ALL) {
      assertThat(Spelling.suggest(key.name() + letter, List.of(key.name())))
          .isEqualTo("Did you mean '%s'?".formatted(key.name()));
    }
  }
}
