package io.pikabus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.Destination;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/** What is stored of a message is what is read of it, types included. */
class EnvelopeFormatPropertyTest {

  private static final byte[] BODY = {1, 2, 3};

  @Property(tries = 500)
  void a_message_is_read_as_it_was_written(@ForAll("contents") EnvelopeFormat.Content content) {
    EnvelopeFormat.Content read = EnvelopeFormat.read(EnvelopeFormat.write(content), BODY);
    assertThat(read)
        .usingRecursiveComparison()
        .withStrictTypeChecking()
        .ignoringCollectionOrder()
        .isEqualTo(content);
    assertThat(read.envelope().properties().headers().keySet())
        .containsExactlyElementsOf(content.envelope().properties().headers().keySet());
    assertThat(EnvelopeFormat.write(read)).isEqualTo(EnvelopeFormat.write(content));
  }

  @Property(tries = 200)
  void a_message_that_is_torn_or_of_a_newer_release_is_refused_and_never_half_read(
      @ForAll("contents") EnvelopeFormat.Content content, @ForAll int dice) {
    byte[] whole = EnvelopeFormat.write(content);
    byte[] torn = Arrays.copyOf(whole, Math.floorMod(dice, whole.length));
    assertThatThrownBy(() -> EnvelopeFormat.read(torn, BODY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("A row of the outbox cannot be read");
    whole[0] = 2;
    assertThatThrownBy(() -> EnvelopeFormat.read(whole, BODY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("A newer release wrote it");
  }

  /** A tag, a length, a number or a letter, whatever is hit: an Error would end the relay. */
  @Property(tries = 1000)
  void octets_that_somebody_changed_are_another_message_or_are_refused(
      @ForAll("contents") EnvelopeFormat.Content content,
      @ForAll @Size(min = 1, max = 5) List<Integer> dice,
      @ForAll byte octet) {
    byte[] changed = EnvelopeFormat.write(content);
    for (int die : dice) {
      changed[Math.floorMod(die, changed.length)] = (byte) (octet ^ die);
    }
    readsOrRefuses(changed);
  }

  @Property(tries = 1000)
  void octets_that_nobody_wrote_are_refused(@ForAll @Size(max = 300) byte[] octets) {
    readsOrRefuses(octets);
    byte[] begun = new byte[octets.length + 1];
    begun[0] = 1;
    System.arraycopy(octets, 0, begun, 1, octets.length);
    readsOrRefuses(begun);
  }

  private static void readsOrRefuses(byte[] octets) {
    try {
      assertThat(EnvelopeFormat.read(octets, BODY).timeout()).isPositive();
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageStartingWith("A row of the outbox ");
    }
  }

  @Provide
  Arbitrary<EnvelopeFormat.Content> contents() {
    return Combinators.combine(envelopes(), Arbitraries.longs().between(1, 1L << 40), addresses())
        .as(
            (envelope, timeout, errors) ->
                new EnvelopeFormat.Content(envelope, Duration.ofMillis(timeout), errors));
  }

  private static Arbitrary<Envelope> envelopes() {
    Arbitrary<Destination> destinations =
        Combinators.combine(names(), Arbitraries.of(true, false))
            .as((name, queue) -> queue ? new Destination.Queue(name) : new Destination.Topic(name));
    Arbitrary<Deferral> deferrals =
        Combinators.combine(
                Arbitraries.longs().between(0, 253_402_300_799L),
                Arbitraries.integers().between(0, 999_999_999),
                names())
            .as((second, nano, errors) -> new Deferral(Instant.ofEpochSecond(second, nano), errors))
            .injectNull(0.5);
    return Combinators.combine(
            destinations,
            addresses(),
            Arbitraries.of(true, false),
            names().map(HeaderNames::new),
            properties(),
            deferrals)
        .as(
            (destination, address, mandatory, names, properties, deferral) ->
                new Envelope(destination, address, mandatory, names, properties, BODY, deferral));
  }

  private static Arbitrary<Address> addresses() {
    Arbitrary<Boolean> truth = Arbitraries.of(true, false);
    return Combinators.combine(texts(), texts(), truth, truth, truth).as(Address::new);
  }

  private static Arbitrary<MessageProperties> properties() {
    Arbitrary<String> text = texts().injectNull(0.3);
    Arbitrary<Integer> number = Arbitraries.integers().injectNull(0.3);
    Arbitrary<Instant> times =
        Arbitraries.longs()
            .between(0, 4_102_444_800_000L)
            .map(Instant::ofEpochMilli)
            .injectNull(0.3);
    return Builders.withBuilder(Fields::new)
        .use(text.list().ofSize(9))
        .inSetter((fields, all) -> fields.texts = all.toArray(String[]::new))
        .use(headers())
        .inSetter((fields, all) -> fields.headers = all)
        .use(number)
        .inSetter((fields, value) -> fields.deliveryMode = value)
        .use(number)
        .inSetter((fields, value) -> fields.priority = value)
        .use(times)
        .inSetter((fields, value) -> fields.timestamp = value)
        .build(Fields::properties);
  }

  /** As many as no combinator takes. */
  private static final class Fields {
    private String[] texts = {};
    private Map<String, Object> headers = Map.of();
    private Integer deliveryMode;
    private Integer priority;
    private Instant timestamp;

    MessageProperties properties() {
      return new MessageProperties(
          texts[0],
          texts[1],
          headers,
          deliveryMode,
          priority,
          texts[2],
          texts[3],
          texts[4],
          texts[5],
          timestamp,
          texts[6],
          texts[7],
          texts[8],
          null);
    }
  }

  private static Arbitrary<Map<String, Object>> headers() {
    return Arbitraries.maps(names(), values(2)).ofMaxSize(6);
  }

  private static Arbitrary<Object> values(int depth) {
    Arbitrary<Object> simple =
        Arbitraries.oneOf(
            texts().map(Object.class::cast),
            Arbitraries.integers().map(Object.class::cast),
            Arbitraries.longs().map(Object.class::cast),
            Arbitraries.shorts().map(Object.class::cast),
            Arbitraries.bytes().map(Object.class::cast),
            Arbitraries.doubles().map(Object.class::cast),
            Arbitraries.floats().map(Object.class::cast),
            Arbitraries.of(true, false).map(Object.class::cast),
            Arbitraries.bigDecimals().map(value -> (Object) new BigDecimal(value.toString())),
            Arbitraries.longs().between(0, 1L << 42).map(value -> (Object) new Date(value)),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(10).map(Object.class::cast),
            Arbitraries.just(null));
    if (depth == 0) {
      return simple;
    }
    return Arbitraries.frequencyOf(
        Tuple.of(6, simple),
        Tuple.of(1, values(depth - 1).list().ofMaxSize(4).map(Object.class::cast)),
        Tuple.of(
            1, Arbitraries.maps(names(), values(depth - 1)).ofMaxSize(4).map(Object.class::cast)));
  }

  private static Arbitrary<String> names() {
    return Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(12);
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings().ofMaxLength(20).filter(EnvelopeFormatPropertyTest::isText);
  }

  /** Without halves of characters, which UTF-8 cannot carry. */
  private static boolean isText(String text) {
    return text.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
  }
}
