package io.pikabus.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class PrintablePropertyTest {

  @Property
  void whatever_comes_is_one_line_that_no_terminal_obeys(
      @ForAll @StringLength(max = 2000) String text) {
    assertThat(Printable.of(text).codePoints())
        .noneMatch(Character::isISOControl)
        .noneMatch(character -> Character.getType(character) == Character.FORMAT)
        .noneMatch(character -> Character.getType(character) == Character.SURROGATE)
        .noneMatch(character -> Character.getType(character) == Character.LINE_SEPARATOR);
  }

  @Property
  void it_is_bounded_whatever_its_length(
      @ForAll @StringLength(max = 3000) String text,
      @ForAll @IntRange(min = 1, max = 900) int most) {
    // An escaped character takes six.
    assertThat(Printable.of(text, most).length()).isLessThanOrEqualTo(most * 6 + 40);
  }

  @Example
  void plain_text_stays_as_it_is() {
    assertThat(Printable.of("queue 'order-lines.æøå' 😀")).isEqualTo("queue 'order-lines.æøå' 😀");
    assertThat(Printable.of(null)).isEqualTo("null");
  }

  @Example
  void line_breaks_and_escapes_are_seen() {
    assertThat(Printable.of("id\r\nERROR forged \u001b[31mred\u202e"))
        .isEqualTo("id\\r\\nERROR forged \\u001B[31mred\\u202E");
    assertThat(Printable.of("abcdef", 3)).isEqualTo("abc… (6 characters)");
  }
}
