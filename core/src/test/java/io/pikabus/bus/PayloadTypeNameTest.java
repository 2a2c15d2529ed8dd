package io.pikabus.bus;

import static io.pikabus.config.MessageTypeFrom.ANNOTATION;
import static io.pikabus.config.MessageTypeFrom.CLASS;
import static io.pikabus.config.MessageTypeFrom.NONE;
import static io.pikabus.config.MessageTypeFrom.SIMPLE_CLASS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.MessageType;
import io.pikabus.config.MessageTypeFrom;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a message's type is called when nobody says it. */
class PayloadTypeNameTest {

  /** An order. */
  public record Order(String id) {}

  /** Its end. */
  @MessageType("shop.OrderCancelled")
  public static class Cancelled {}

  /** By whom: a class that a persistence provider might make at runtime, too. */
  public static class CancelledByCustomer extends Cancelled {}

  /** With a name of its own. */
  @MessageType("shop.OrderRefused")
  public static class Refused extends Cancelled {}

  /** Not worth a name. */
  public static class Orders extends ArrayList<Order> {
    private static final long serialVersionUID = 1L;
  }

  /** A list with a meaning. */
  @MessageType("shop.Bill")
  public static class Bill extends ArrayList<Order> {
    private static final long serialVersionUID = 1L;
  }

  /** One of its constants has a class of its own. */
  public enum Colour {
    RED,
    BLUE {
      @Override
      public String toString() {
        return "azure";
      }
    }
  }

  private static @Nullable String name(@Nullable Object payload, MessageTypeFrom from) {
    return PayloadTypeName.of(payload, from);
  }

  @Test
  void a_class_gives_its_name_with_or_without_its_package() {
    assertThat(name(new Order("1"), CLASS)).isEqualTo("io.pikabus.bus.PayloadTypeNameTest$Order");
    assertThat(name(new Order("1"), SIMPLE_CLASS)).isEqualTo("Order");
    assertThat(name(new Order("1"), ANNOTATION)).isNull();
    assertThat(name(new Order("1"), NONE)).isNull();
  }

  @Test
  void the_annotation_names_a_class_and_its_subclasses_before_their_own_names() {
    for (MessageTypeFrom from : List.of(CLASS, SIMPLE_CLASS, ANNOTATION)) {
      assertThat(name(new Cancelled(), from)).isEqualTo("shop.OrderCancelled");
      assertThat(name(new CancelledByCustomer(), from)).isEqualTo("shop.OrderCancelled");
      assertThat(name(new Refused(), from)).isEqualTo("shop.OrderRefused");
      assertThat(name(new Bill(), from)).isEqualTo("shop.Bill");
    }
    assertThat(name(new Cancelled(), NONE)).isNull();
  }

  @Test
  void a_class_without_a_name_is_called_like_the_one_behind_it() {
    assertThat(name(Colour.BLUE, SIMPLE_CLASS)).isEqualTo("Colour");
    assertThat(name(new CancelledByCustomer() {}, SIMPLE_CLASS)).isEqualTo("shop.OrderCancelled");
    assertThat(name(new Object() {}, CLASS)).isNull();
  }

  static Stream<Arguments> general() {
    return Stream.of(
            "text",
            new StringBuilder(),
            1,
            true,
            Instant.EPOCH,
            new byte[0],
            new Order[0],
            List.of(new Order("1")),
            Map.of(),
            new Orders(),
            Json.createObjectBuilder().build(),
            Json.createValue("text"),
            Json.createValue(1),
            JsonValue.TRUE,
            Json.createArrayBuilder().build())
        .map(payload -> Arguments.of((Object) payload));
  }

  @ParameterizedTest
  @MethodSource("general")
  void what_says_nothing_of_what_it_means_gives_none(Object payload) {
    assertThat(name(payload, CLASS)).isNull();
    assertThat(name(payload, SIMPLE_CLASS)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void no_payload_gives_none(MessageTypeFrom from) {
    assertThat(name(null, from)).isNull();
  }
}
