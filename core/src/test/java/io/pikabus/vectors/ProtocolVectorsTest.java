package io.pikabus.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code docs/protocol.md} says, case by case, in files that any language can read. Each case
 * drives the code that runs on the wire. No file, list, case or member is left unread.
 */
class ProtocolVectorsTest {

  private static final Map<String, Consumer<Node>> CHECKS = new HashMap<>();

  static {
    CHECKS.putAll(TimeVectors.CHECKS);
    CHECKS.putAll(HeaderVectors.CHECKS);
    CHECKS.putAll(ReplyVectors.CHECKS);
    CHECKS.putAll(FailureVectors.CHECKS);
    CHECKS.putAll(DeferralVectors.CHECKS);
    CHECKS.putAll(TopologyVectors.CHECKS);
    CHECKS.putAll(PayloadVectors.CHECKS);
  }

  static List<Vector> vectors() {
    return Vector.all();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void the_code_does_what_the_vector_says(Vector vector) {
    Consumer<Node> check = CHECKS.get(vector.group());
    assertThat(check).as("a check of %s", vector.group()).isNotNull();
    assertThat(vector.why()).isNotBlank();
    check.accept(vector.json());
    vector.json().assertAllRead();
  }

  @Test
  void every_check_has_cases_and_every_list_a_check() {
    assertThat(vectors().stream().map(Vector::group).collect(Collectors.toSet()))
        .isEqualTo(CHECKS.keySet());
  }

  @Test
  void nothing_but_vectors_lies_in_their_folder() {
    assertThat(Vector.files()).allMatch(file -> file.toString().endsWith(".json"));
  }

  @Test
  void no_case_stands_there_twice() {
    assertThat(vectors().stream().map(each -> each.group() + each.json())).doesNotHaveDuplicates();
    assertThat(vectors().stream().map(Vector::toString)).doesNotHaveDuplicates();
  }
}
