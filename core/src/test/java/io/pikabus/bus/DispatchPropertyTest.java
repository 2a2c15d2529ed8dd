package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.IncomingMetadata;
import io.pikabus.PayloadException;
import io.pikabus.bus.Dispatch.Conflict;
import io.pikabus.bus.Dispatch.Taker;
import io.pikabus.config.TypePattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who of several takes a message, by its MessageType. */
class DispatchPropertyTest {

  private static Taker<String> taker(String pattern) {
    return new Taker<>(new TypePattern(pattern), "takes " + pattern);
  }

  private static Dispatch<String> dispatch(Iterable<String> patterns) {
    List<Taker<String>> takers = new ArrayList<>();
    patterns.forEach(pattern -> takers.add(taker(pattern)));
    return new Dispatch<>(takers);
  }

  /** Said anew, by the text alone. */
  private static boolean matches(String pattern, @Nullable String type) {
    if (pattern.equals("*")) {
      return true;
    }
    return type != null && Pattern.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), type);
  }

  @Property
  void the_most_specific_of_those_that_match_takes_a_message(
      @ForAll("patterns") Set<String> patterns, @ForAll("types") String type) {
    Optional<String> expected =
        patterns.stream()
            .filter(pattern -> matches(pattern, type))
            .max(
                Comparator.comparing((String pattern) -> !pattern.endsWith("*"))
                    .thenComparing(String::length))
            .map(pattern -> "takes " + pattern);
    assertThat(dispatch(patterns).target(type)).isEqualTo(expected);
  }

  @Property
  void only_the_rest_takes_what_has_no_type(@ForAll("patterns") Set<String> patterns) {
    assertThat(dispatch(patterns).target((String) null))
        .isEqualTo(patterns.contains("*") ? Optional.of("takes *") : Optional.empty());
  }

  @Property
  void the_order_in_which_they_are_named_means_nothing(
      @ForAll("patterns") Set<String> patterns, @ForAll("types") String type) {
    List<String> reversed = new ArrayList<>(patterns);
    Collections.reverse(reversed);
    assertThat(dispatch(reversed).target(type)).isEqualTo(dispatch(patterns).target(type));
    assertThat(dispatch(reversed).handled()).isEqualTo(dispatch(patterns).handled());
  }

  @Property
  void a_message_that_nobody_takes_says_its_type_and_those_that_are_handled(
      @ForAll("patterns") Set<String> patterns, @ForAll("types") String type) {
    Dispatch<String> dispatch = dispatch(patterns);
    IncomingMetadata message = message(type);
    Optional<String> taken = dispatch.target(type);
    if (taken.isPresent()) {
      assertThat(dispatch.target(message)).isEqualTo(taken.get());
    } else {
      assertThatThrownBy(() -> dispatch.target(message))
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining("queue 'orders'")
          .hasMessageContaining("'" + type + "'")
          .message()
          .contains(patterns);
    }
  }

  private static IncomingMetadata message(@Nullable String type) {
    IncomingMetadata.Builder builder = IncomingMetadata.builder("orders").messageId("m-1");
    return (type == null ? builder : builder.messageType(type)).build();
  }

  @Property
  void what_several_take_is_found_and_refused(
      @ForAll("patterns") Set<String> patterns, @ForAll("patterns") Set<String> others) {
    List<Taker<String>> takers = new ArrayList<>();
    patterns.forEach(pattern -> takers.add(new Taker<>(new TypePattern(pattern), "one")));
    others.forEach(pattern -> takers.add(new Taker<>(new TypePattern(pattern), "two")));
    List<Conflict<String>> conflicts = Dispatch.conflicts(takers);
    assertThat(conflicts)
        .allSatisfy(conflict -> assertThat(conflict.targets()).containsExactly("one", "two"))
        .extracting(conflict -> conflict.pattern().text())
        .containsExactlyInAnyOrderElementsOf(patterns.stream().filter(others::contains).toList());
    if (!conflicts.isEmpty()) {
      assertThatThrownBy(() -> new Dispatch<>(takers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(conflicts.get(0).pattern().text());
    }
  }

  @Test
  void a_message_without_a_type_says_so() {
    assertThatThrownBy(() -> dispatch(Set.of("shop.*")).target(message(null)))
        .hasMessageContaining("its MessageType is missing, and there are handlers for [shop.*]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "*.Order", "shop.*.Order", "**", "shop.**"})
  void a_pattern_that_could_be_read_in_two_ways_is_refused(String pattern) {
    assertThatThrownBy(() -> new TypePattern(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + pattern + "'")
        .hasMessageContaining("shop.*");
  }

  @Provide
  Arbitrary<Set<String>> patterns() {
    return Arbitraries.oneOf(types(), types().map(type -> type + "*"), Arbitraries.just("*"))
        .set()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<String> types() {
    return Arbitraries.strings().withChars("ab.").ofMinLength(1).ofMaxLength(5);
  }
}
