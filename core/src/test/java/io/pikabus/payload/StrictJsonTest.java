package io.pikabus.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.PayloadException;
import io.pikabus.documentation.PythonEnum;
import io.pikabus.documentation.PythonTime;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbDateFormat;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What JSON-B takes for something else, and what no parser gets through. */
@Timeout(60)
class StrictJsonTest {

  /** With a member of each kind that holds whole numbers. */
  public record Numbers(
      int whole,
      Integer boxed,
      long large,
      Long largeBoxed,
      short small,
      byte tiny,
      BigInteger big,
      int[] several,
      List<Long> list,
      Map<String, Integer> map,
      Optional<Integer> optional,
      OptionalInt optionalInt,
      OptionalLong optionalLong,
      double real,
      BigDecimal decimal) {}

  /** An order. */
  public record Order(String id) {}

  /** Refers to itself. */
  public record Node(@Nullable Node next) {}

  /** A list behind an adapter. */
  @JsonbTypeAdapter(PairAdapter.class)
  public record Pair(String one, String other) {}

  /** Of a pair. */
  public static final class PairAdapter implements JsonbAdapter<Pair, List<String>> {
    @Override
    public List<String> adaptToJson(Pair pair) {
      return List.of(pair.one(), pair.other());
    }

    @Override
    public Pair adaptFromJson(List<String> pair) {
      return new Pair(pair.get(0), pair.get(1));
    }
  }

  private final Payloads payloads = new Payloads(new JsonbCodec());
  private final Payloads lenient = new Payloads(new JsonbCodec(false));

  private <T> T decode(String json, Class<T> type) {
    return type.cast(payloads.decode(json.getBytes(UTF_8), type));
  }

  private void assertRefused(String json, Class<?> type, String reason) {
    assertThatThrownBy(() -> decode(json, type))
        .as(json.substring(0, Math.min(80, json.length())))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(type.getName())
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "whole | 99999999999",
        "whole | 2147483648",
        "whole | -2147483649",
        "whole | 2.9",
        "whole | 1e10",
        "whole | 1e-1",
        "whole | -0.5",
        "boxed | 99999999999",
        "boxed | 2.5",
        "large | 9223372036854775808",
        "large | -9223372036854775809",
        "large | 2.5",
        "large | 1e19",
        "largeBoxed | 1.000000000000000000001",
        "small | 70000",
        "small | 1.5",
        "tiny | 300",
        "tiny | 0.5",
        "big | 2.9",
        "several | [1, 2.5]",
        "several | [1, 99999999999]",
        "list | [1, 2.5]",
        "map | {\"a\": 1.5}",
        "optional | 2.9",
        "optionalInt | 99999999999",
        "optionalLong | 2.5"
      })
  void a_number_that_is_not_the_integer_it_is_read_as_is_refused(String member, String number) {
    assertThatThrownBy(() -> decode("{\"%s\": %s}".formatted(member, number), Numbers.class))
        .isInstanceOf(PayloadException.class);
  }

  @Test
  void the_reason_names_the_number_and_its_place() {
    assertRefused(
        "{\"whole\": 2.9}", Numbers.class, "the number 2.9, before character 13, is no int");
    assertRefused(
        "{\"large\": 1e30}", Numbers.class, "the number 1e30, before character 14, is no long");
  }

  @Test
  void every_integer_that_fits_is_read_exactly() {
    Numbers read =
        decode(
            "{\"whole\": -2147483648, \"boxed\": 2147483647, \"large\": 9223372036854775807,"
                + " \"largeBoxed\": -9223372036854775808, \"small\": -32768, \"tiny\": 127,"
                + " \"big\": 123456789012345678901234567890, \"several\": [0, -0, 1e3, 7.0],"
                + " \"list\": [5], \"map\": {\"a\": 6}, \"optional\": 7, \"optionalInt\": 8,"
                + " \"optionalLong\": 9, \"real\": 1.5e300, \"decimal\": 0.10}",
            Numbers.class);

    assertThat(read.whole()).isEqualTo(Integer.MIN_VALUE);
    assertThat(read.boxed()).isEqualTo(Integer.MAX_VALUE);
    assertThat(read.large()).isEqualTo(Long.MAX_VALUE);
    assertThat(read.largeBoxed()).isEqualTo(Long.MIN_VALUE);
    assertThat(read.small()).isEqualTo(Short.MIN_VALUE);
    assertThat(read.tiny()).isEqualTo(Byte.MAX_VALUE);
    assertThat(read.big()).isEqualTo("123456789012345678901234567890");
    assertThat(read.several()).containsExactly(0, 0, 1000, 7);
    assertThat(read.list()).containsExactly(5L);
    assertThat(read.map()).containsEntry("a", 6);
    assertThat(read.optional()).hasValue(7);
    assertThat(read.optionalInt()).hasValue(8);
    assertThat(read.optionalLong()).hasValue(9);
    assertThat(read.real()).isEqualTo(1.5e300);
    assertThat(read.decimal()).isEqualTo("0.10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.9", "99999999999", "1e10", "[5]"})
  void the_body_itself_may_be_a_number_but_no_other_one(String body) {
    assertThat(decode(" 5 ", Integer.class)).isEqualTo(5);
    assertThatThrownBy(() -> decode(body, Integer.class)).isInstanceOf(PayloadException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"id\":\"o\"}]",
        " \n\t[{\"id\":\"o\"},{\"id\":\"p\"}]",
        "[]",
        "[[{\"id\":\"o\"}]]"
      })
  void an_array_is_no_object(String body) {
    assertRefused(body, Order.class, "it is an array");
    assertRefused(body, Integer.class, "it is an array");
  }

  static Stream<Class<?>> arrays() {
    return Stream.of(
        List.class,
        Collection.class,
        Object[].class,
        int[].class,
        Object.class,
        JsonArray.class,
        JsonValue.class,
        JsonStructure.class,
        Pair.class);
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void an_array_may_be_what_is_meant(Class<?> type) {
    String body = type == int[].class ? "[1, 2]" : "[\"a\", \"b\"]";
    assertThat(decode(body, type)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"o\"} x",
        "{\"id\":\"o\"}{\"id\":\"p\"}",
        "{\"id\":\"o\"}\n{\"id\":\"p\"}\n",
        "{\"id\":\"o\"}]",
        "{\"id\":\"o\"}}",
        "{\"id\":\"o\"},",
        "{\"id\":\"o\"}\u0000",
        "{\"id\":\"o\"} // the end"
      })
  void text_behind_the_value_is_refused(String body) {
    assertRefused(body, Order.class, "more text behind its end");
    assertThat(lenient.decode(body.getBytes(UTF_8), Order.class)).isEqualTo(new Order("o"));
  }

  @Test
  void space_behind_the_value_is_no_text() {
    assertThat(decode(" {\"id\":\"o\"} \r\n\t ", Order.class)).isEqualTo(new Order("o"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"o\",\"id\":\"p\"}",
        "{\"id\":\"o\",\"more\":{\"a\":1,\"b\":{},\"a\":2}}",
        "{\"more\":[{\"a\":1},{\"a\":1,\"a\":1}]}",
        "{\"id\":\"o\", \"x\":{\"id\":1}, \"id\" : \"p\"}"
      })
  void a_name_that_is_there_twice_is_refused(String body) {
    assertRefused(body, Order.class, "twice");
    assertRefused(body, JsonObject.class, "twice");
  }

  @Test
  void a_name_may_come_again_in_another_object_and_as_a_value() {
    String body =
        "{\"id\":\"id\",\"a\":{\"id\":{\"id\":\"\\\"id\"}},\"b\":[{\"id\":1},{\"id\":2}]}";
    assertThat(decode(body, Order.class)).isEqualTo(new Order("id"));
  }

  @Test
  void of_a_thousand_names_the_one_that_comes_again_is_found() {
    String names =
        IntStream.range(0, 1000).mapToObj(i -> "\"n" + i + "\":0").collect(Collectors.joining(","));
    assertThat(decode("{" + names + "}", Map.class)).hasSize(1000);
    assertRefused("{" + names + ",\"n7\":0}", Map.class, "\"n7\" twice");
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 900, 5_000, 1_000_000})
  void nesting_without_end_is_refused(int levels) {
    assertRefused("[".repeat(levels) + "]".repeat(levels), Object.class, "200 levels");
    assertRefused("{\"next\":".repeat(levels), Node.class, "200 levels");
    assertRefused("[{\"a\":".repeat(levels), JsonValue.class, "200 levels");
  }

  @Test
  void nesting_that_somebody_may_mean_is_read() {
    assertThat(decode("{\"next\":".repeat(199) + "null" + "}".repeat(199), Node.class)).isNotNull();
    assertThat(decode("[".repeat(200) + "]".repeat(200), Object.class)).isNotNull();
  }

  static Stream<Arguments> numbers() {
    String million = "1".repeat(1_000_000);
    return Stream.of(
            million,
            "-" + million,
            "0." + million,
            million + "e5",
            "1e" + million,
            "1e999999999",
            "1e-999999999",
            "1E+400",
            "1e99999999999999999999")
        .flatMap(
            number ->
                Stream.of(Object.class, BigInteger.class, BigDecimal.class, Long.class)
                    .map(type -> Arguments.of(number, type)));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void a_number_without_end_is_refused_at_once(String number, Class<?> type) {
    assertRefused(number, type, "number");
    assertRefused("{\"real\": " + number + "}", Numbers.class, "number");
    assertRefused("{\"real\":" + number + "}", Numbers.class, "number");
    assertRefused("{\"large\":" + number + "}", Numbers.class, "number");
  }

  @Test
  void a_huge_string_is_read_in_the_time_that_its_length_takes() {
    String huge = "x".repeat(8_000_000);
    assertThat(decode("{\"id\":\"" + huge + "\"}", Order.class).id()).hasSize(8_000_000);
    assertRefused("{\"id\":\"" + huge, Order.class, "");
  }

  @Test
  void whoever_is_lenient_is_still_safe_from_what_has_no_end() {
    assertThatThrownBy(() -> lenient.decode("[".repeat(100_000).getBytes(UTF_8), Object.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("200 levels");
    assertThat(lenient.decode("{\"whole\": 2.9}".getBytes(UTF_8), Numbers.class))
        .extracting("whole")
        .isEqualTo(2);
  }

  /** Of any payload. */
  public static final class Times {
    public @Nullable Instant instant;
    public @Nullable OffsetDateTime offset;
    public @Nullable LocalDateTime local;
  }

  @Test
  void the_times_that_json_b_takes_are_those_with_a_zone_and_local_ones_without() {
    Times read =
        decode(
            "{\"instant\":\"2026-11-24T06:31:56.441584+00:00\","
                + "\"offset\":\"2026-11-24T06:31:56.441584+00:00\","
                + "\"local\":\"2026-11-24T06:31:56.441584\"}",
            Times.class);
    assertThat(read.instant).isEqualTo("2026-11-24T06:31:56.441584Z");
    assertThat(read.offset).isEqualTo("2026-11-24T06:31:56.441584Z");
    assertThat(read.local).isEqualTo("2026-11-24T06:31:56.441584");
  }

  /** As the documentation advises. */
  public static final class Adapted {
    @JsonbTypeAdapter(PythonTime.class)
    public @Nullable Instant at;

    public @Nullable PythonEnum state;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11/24/2026 06:31:56",
        "2026-11-24T06:31:56",
        "2026-11-24 06:31:56",
        "2026-11-24T06:31:56.000000",
        "2026-11-24T06:31:56Z",
        "2026-11-24T06:31:56+00:00",
        "2026-11-24T07:31:56.000000+01:00"
      })
  void the_adapter_of_the_documentation_takes_the_times_of_python(String time) {
    Adapted read = decode("{\"at\":\"" + time + "\",\"state\":\"open\"}", Adapted.class);
    assertThat(read.at).isEqualTo("2026-11-24T06:31:56Z");
    assertThat(read.state).isEqualTo(PythonEnum.OPEN);
  }

  public record Visits(List<Instant> at) {}

  /** With a member in a format of its own. */
  public static final class Formatted {
    public @Nullable Instant instant;

    @JsonbDateFormat("dd/MM/yyyy HH:mm:ss")
    public @Nullable LocalDateTime local;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11/24/2026 06:31:56",
        "2026-11-24T06:31:56+00:00",
        "2026-11-24T06:31:56.000000+00:00",
        "2026-11-24T06:31:56Z",
        "2026-11-24T07:31:56+01:00"
      })
  void instants_and_local_times_are_read_in_both_forms_of_pikabus(String time) {
    Times read = decode("{\"instant\":\"" + time + "\",\"local\":\"" + time + "\"}", Times.class);
    assertThat(read.instant).isEqualTo("2026-11-24T06:31:56Z");
    assertThat(read.local).isEqualTo("2026-11-24T06:31:56");
    assertThat(decode("{\"at\":[\"" + time + "\"]}", Visits.class).at())
        .containsExactly(Instant.parse("2026-11-24T06:31:56Z"));
  }

  @Test
  void a_format_of_the_application_s_own_is_never_read_otherwise() {
    Formatted read = decode("{\"local\":\"03/04/2026 06:31:56\"}", Formatted.class);
    assertThat(read.local).isEqualTo("2026-04-03T06:31:56");
    assertRefused(
        "{\"instant\":\"11/24/2026 06:31:56\",\"local\":\"03/04/2026 06:31:56\"}",
        Formatted.class,
        "instant");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-24T06:31:56", "11/24/2026", "24/11/2026 06:31:56", "2026-11-24"})
  void without_it_a_time_that_is_no_instant_is_refused(String time) {
    assertRefused("{\"instant\":\"" + time + "\"}", Times.class, "instant");
  }
}
