package io.pikabus.protocol;

import static io.pikabus.protocol.Sending.SENDER;
import static io.pikabus.protocol.Sending.handled;
import static io.pikabus.protocol.Sending.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.SendOptions;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot travel is refused before anything is written, and by the header's name. */
class UntransportableHeadersTest {

  private static final String BYTES_255 = "é".repeat(127) + "e";

  static Stream<Object> untransportable() {
    return Stream.of(
        Instant.EPOCH,
        UUID.randomUUID(),
        Double.NaN,
        Double.NEGATIVE_INFINITY,
        Float.POSITIVE_INFINITY,
        'c',
        new Object(),
        List.of("fine", Instant.EPOCH),
        Map.of("fine", 1, "inner", List.of(Map.of("deep", new Object()))),
        Map.of(1, "a key that is no text"),
        Map.of(BYTES_255 + "x", "a key that is too long"),
        new BigDecimal("2147483648"),
        new BigDecimal("1E-256"),
        new BigDecimal("1E+1"));
  }

  @ParameterizedTest
  @MethodSource("untransportable")
  void a_value_that_amqp_has_no_type_for_is_refused(Object value) {
    assertThatThrownBy(() -> send(SendOptions.none().withHeader("tenant", value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'tenant'")
        .hasMessageContaining(value.getClass().getName())
        .hasMessageContaining("Use a string, number, boolean");
  }

  @SuppressWarnings("JavaUtilDate") // What the client makes an AMQP timestamp of.
  static Stream<Object> transportable() {
    return Stream.of(
        "text",
        true,
        (byte) 1,
        (short) 1,
        1,
        1L,
        1.5f,
        1.5,
        new Date(0),
        new byte[] {1},
        new BigDecimal("-21474836.48"),
        List.of(1, List.of("inner")),
        Arrays.asList(1, null),
        Collections.singletonMap(BYTES_255, null));
  }

  @ParameterizedTest
  @MethodSource("transportable")
  void every_type_that_amqp_has_travels_as_it_is(Object value) {
    assertThat(send(SendOptions.none().withHeader("tenant", value)).properties().headers())
        .containsEntry("tenant", value);
  }

  @Test
  void a_name_may_have_255_bytes_and_not_one_more() {
    assertThat(send(SendOptions.none().withHeader(BYTES_255, 1)).properties().headers())
        .containsEntry(BYTES_255, 1);
    assertThatThrownBy(() -> send(SendOptions.none().withHeader(BYTES_255 + "e", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + BYTES_255.substring(0, 40) + "…'")
        .hasMessageContaining("255");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PikaBus.MessageId",
        "PikaBus.CorrelationId",
        "PikaBus.ReplyToAddress",
        "PikaBus.MessageType",
        "PikaBus.ContentType",
        "PikaBus.ContentEncoding",
        "expiration",
        "user_id",
        "app_id",
        "cluster_id"
      })
  void a_header_that_is_also_a_property_may_have_255_bytes_and_not_one_more(String name) {
    assertThat(send(SendOptions.none().withHeader(name, BYTES_255)).properties().headers())
        .containsEntry(name, BYTES_255);
    assertThatThrownBy(() -> send(SendOptions.none().withHeader(name, BYTES_255 + "e")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'")
        .hasMessageContaining("it has 256");
  }

  @Test
  void a_correlation_from_a_stranger_that_fits_no_property_is_carried_on_as_a_header() {
    for (String own : new String[] {BYTES_255 + "x", BYTES_255.repeat(2), BYTES_255.repeat(200)}) {
      MessageProperties sent =
          send(Sending.QUEUE, SendOptions.none(), SENDER, handled("orders", own)).properties();
      assertThat(sent.header("PikaBus.CorrelationId")).isEqualTo(own);
      assertThat(sent.correlationId()).isNull();
    }
  }

  @Test
  void a_correlation_from_a_stranger_that_would_fill_a_frame_is_not_carried_on() {
    String own = "x".repeat(64 * 1024 + 1);
    MessageProperties sent =
        send(Sending.QUEUE, SendOptions.none(), SENDER, handled("orders", own)).properties();
    assertThat(sent.header("PikaBus.CorrelationId")).startsWith("id-");
    assertThat(sent.correlationId()).startsWith("id-");
  }

  @Test
  void a_header_that_is_no_property_may_be_as_long_as_it_likes() {
    String text = "é".repeat(10_000);
    assertThat(send(SendOptions.none().withHeader("note", text)).properties().headers())
        .containsEntry("note", text);
  }
}
