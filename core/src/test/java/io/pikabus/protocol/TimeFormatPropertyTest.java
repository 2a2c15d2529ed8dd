package io.pikabus.protocol;

import static java.time.temporal.ChronoUnit.MICROS;
import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.time.api.DateTimes;

class TimeFormatPropertyTest {

  @Property
  void legacy_gives_every_time_back_to_the_second(@ForAll("times") Instant time) {
    assertThat(TimeFormat.parse(TimeFormat.LEGACY.format(time)))
        .contains(time.truncatedTo(SECONDS));
  }

  @Property
  void iso_gives_every_time_back_to_the_microsecond(@ForAll("times") Instant time) {
    assertThat(TimeFormat.parse(TimeFormat.ISO.format(time))).contains(time.truncatedTo(MICROS));
  }

  @Property
  void a_time_in_iso_sorts_as_text_as_it_does_as_time(
      @ForAll("times") Instant one, @ForAll("times") Instant other) {
    int asText = TimeFormat.ISO.format(one).compareTo(TimeFormat.ISO.format(other));
    int asTime = one.truncatedTo(MICROS).compareTo(other.truncatedTo(MICROS));
    assertThat(Integer.signum(asText)).isEqualTo(Integer.signum(asTime));
  }

  @Property
  void any_offset_is_the_same_moment(
      @ForAll("times") Instant time, @ForAll("offsets") ZoneOffset offset) {
    String text =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx")
            .format(time.atOffset(offset));
    assertThat(TimeFormat.parse(text)).contains(time.truncatedTo(MICROS));
  }

  @Property
  void a_format_of_python_gives_every_time_back_to_the_second(
      @ForAll("formats") TimeFormat format, @ForAll("times") Instant time) {
    assertThat(format.read(format.format(time)))
        .contains(time.truncatedTo(format.toString().contains("%f") ? MICROS : SECONDS));
  }

  @Property
  void a_format_of_python_reads_those_of_pikabus_too_unless_it_can_read_them_itself(
      @ForAll("times") Instant time) {
    TimeFormat format = TimeFormat.of("%d.%m.%Y %H:%M:%S");
    assertThat(format.read(TimeFormat.LEGACY.format(time))).contains(time.truncatedTo(SECONDS));
    assertThat(format.read(TimeFormat.ISO.format(time))).contains(time.truncatedTo(MICROS));
    TimeFormat british = TimeFormat.of("%d/%m/%Y %H:%M:%S");
    assertThat(british.read(british.format(time))).contains(time.truncatedTo(SECONDS));
  }

  @Example
  void a_format_of_python_is_written_as_python_writes_it() {
    Instant time = Instant.parse("2026-01-02T03:04:05.678901Z");
    assertThat(TimeFormat.of("%d.%m.%Y um %H:%M:%S.%f%z 100%%").format(time))
        .isEqualTo("02.01.2026 um 03:04:05.678901+0000 100%");
    assertThat(TimeFormat.of("%Y%m%d%H%M%S").format(time)).isEqualTo("20260102030405");
    assertThat(TimeFormat.of("%d.%m.%Y %H:%M:%S%z").read("02.01.2026 05:04:05+0200"))
        .contains(time.truncatedTo(SECONDS));
  }

  @Property
  void no_text_is_a_fault_of_a_format_of_python(@ForAll("almost") String text) {
    assertThat(TimeFormat.of("%d.%m.%Y %H:%M:%S").read(text)).isNotNull();
  }

  @Property
  void what_is_no_format_is_refused_and_nothing_else_happens(@ForAll("directives") String text) {
    try {
      assertThat(TimeFormat.of(text).format(Instant.EPOCH)).contains("1970");
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageContaining("is no format of times: ");
    }
  }

  @Provide
  Arbitrary<TimeFormat> formats() {
    return Arbitraries.of("%Y", "%m", "%d", "%H", "%M", "%S")
        .list()
        .ofSize(6)
        .uniqueElements()
        .map(parts -> String.join(" ", parts))
        .flatMap(text -> Arbitraries.of(text, text + ".%f", text + " %z", "%% " + text))
        .map(TimeFormat::of);
  }

  @Provide
  Arbitrary<String> directives() {
    return Arbitraries.of("%Y", "%m", "%d", "%H", "%M", "%S", "%", "%q", "x", " ")
        .list()
        .ofMinSize(6)
        .ofMaxSize(9)
        .map(parts -> String.join("", parts));
  }

  @Property
  void no_text_is_an_error(@ForAll String text) {
    assertThat(TimeFormat.parse(text)).isNotNull();
  }

  @Property
  void no_text_of_the_right_characters_is_an_error(@ForAll("almost") String text) {
    assertThat(TimeFormat.parse(text)).isNotNull();
  }

  @Provide
  Arbitrary<Instant> times() {
    return DateTimes.instants()
        .between(Instant.parse("1970-01-01T00:00:00Z"), Instant.parse("9998-12-31T23:59:59Z"))
        .ofPrecision(ChronoUnit.NANOS);
  }

  @Provide
  Arbitrary<ZoneOffset> offsets() {
    return Arbitraries.integers()
        .between(-18 * 60, 18 * 60)
        .map(minutes -> ZoneOffset.ofTotalSeconds(minutes * 60));
  }

  @Provide
  Arbitrary<String> almost() {
    return Arbitraries.strings().withChars("0123456789-/:.T+Z ").ofMaxLength(32);
  }
}
