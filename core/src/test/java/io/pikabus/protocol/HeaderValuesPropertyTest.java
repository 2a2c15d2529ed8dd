package io.pikabus.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.rabbitmq.client.impl.ValueWriter;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Our check before writing and the client's own while it writes are of one mind. */
class HeaderValuesPropertyTest {

  @Property
  void we_accept_exactly_what_the_client_can_write(
      @ForAll("names") String name, @ForAll("values") Object value) {
    Throwable ours = catchThrowable(() -> HeaderValues.checked(name, value));
    Throwable theirs = catchThrowable(() -> write(Collections.singletonMap(name, value)));
    assertThat(ours == null)
        .as("%s = %s: ours %s, theirs %s", name, value, ours, theirs)
        .isEqualTo(theirs == null);
  }

  private static void write(Map<String, @Nullable Object> headers) throws IOException {
    new ValueWriter(new DataOutputStream(new ByteArrayOutputStream())).writeTable(headers);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.frequencyOf(
        Tuple.of(9, Arbitraries.strings().alpha().ofMaxLength(20)),
        Tuple.of(
            1, Arbitraries.strings().withChars('a', 'é', '東').ofMinLength(80).ofMaxLength(260)));
  }

  /** Three levels at most: a tree that may grow for ever does so once in some thousand. */
  @Provide
  Arbitrary<@Nullable Object> values() {
    return nesting(nesting(scalars()));
  }

  private Arbitrary<@Nullable Object> nesting(Arbitrary<@Nullable Object> inner) {
    return Arbitraries.oneOf(
        scalars(),
        inner.list().ofMaxSize(3).map(list -> (Object) list),
        Arbitraries.maps(names(), inner).ofMaxSize(3).map(map -> (Object) map));
  }

  private static Arbitrary<@Nullable Object> scalars() {
    Arbitrary<BigDecimal> decimals =
        Combinators.combine(
                Arbitraries.bigIntegers()
                    .between(BigInteger.ONE.shiftLeft(33).negate(), BigInteger.ONE.shiftLeft(33)),
                Arbitraries.integers().between(-3, 300))
            .as(BigDecimal::new);
    return Arbitraries.<@Nullable Object>oneOf(
            Arbitraries.strings().ofMaxLength(20),
            Arbitraries.integers(),
            Arbitraries.longs(),
            Arbitraries.shorts(),
            Arbitraries.bytes(),
            Arbitraries.floats(),
            Arbitraries.doubles(),
            Arbitraries.of(true, false),
            decimals,
            Arbitraries.longs().between(0, 4_000_000_000_000L).map(Date::new),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(5),
            Arbitraries.of(Instant.EPOCH, Thread.State.NEW, Integer.class))
        .injectNull(0.05);
  }
}
