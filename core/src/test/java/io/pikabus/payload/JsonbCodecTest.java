package io.pikabus.payload;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.PayloadException;
import io.pikabus.protocol.Capture;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON as applications declare it: what the JSON-B of the class path makes of our calls. */
class JsonbCodecTest {

  /** A record, as most messages are. */
  public record Item(String name, int count) {}

  /** A class of an older style. */
  public static final class Order {
    private final String id;
    private final List<Item> items;

    @JsonbCreator
    public Order(@JsonbProperty("id") String id, @JsonbProperty("items") List<Item> items) {
      this.id = id;
      this.items = items;
    }

    public String getId() {
      return id;
    }

    public List<Item> getItems() {
      return items;
    }
  }

  private final Payloads payloads = new Payloads(new JsonbCodec());

  private Object decode(String json, Type type) {
    return payloads.decode(json.getBytes(UTF_8), type);
  }

  private String encode(@Nullable Object payload) {
    return new String(payloads.encode(payload), UTF_8);
  }

  /** As a handler's parameter says it. */
  private static Type listOfItems() {
    return new ParameterizedType() {
      @Override
      public Type[] getActualTypeArguments() {
        return new Type[] {Item.class};
      }

      @Override
      public Type getRawType() {
        return List.class;
      }

      @Override
      public @Nullable Type getOwnerType() {
        return null;
      }
    };
  }

  @Test
  void a_record_comes_back_as_it_went() {
    Item item = new Item("smørgåsbord 東京 🥪 \"quoted\" \u0000", 7);
    assertThat(decode(encode(item), Item.class)).isEqualTo(item);
  }

  /** With a member that may be missing. */
  public record Note(@Nullable String text, int stars) {}

  @Test
  void members_that_are_null_are_left_out_unless_they_are_asked_for() {
    Note note = new Note(null, 3);
    assertThat(encode(note)).isEqualTo("{\"stars\":3}");
    Payloads saying = new Payloads(new JsonbCodec(true, true));
    String body = new String(saying.encode(note), UTF_8);
    assertThat(body).contains("\"text\":null", "\"stars\":3");
    assertThat(decode(body, Note.class)).isEqualTo(note);
  }

  @Test
  void a_class_comes_back_as_it_went() {
    Order order = new Order("7b1", List.of(new Item("rabbit", 2)));
    assertThat(decode(encode(order), Order.class)).usingRecursiveComparison().isEqualTo(order);
  }

  @Test
  void a_list_of_records_is_decoded_to_records() {
    List<Item> items = List.of(new Item("a", 1), new Item("b", 2));
    assertThat(decode(encode(items), listOfItems())).isEqualTo(items);
  }

  @Test
  void the_types_of_json_itself_come_back_as_they_went() {
    JsonObject object = Json.createObjectBuilder().add("a", 1).addNull("b").build();
    JsonArray array = Json.createArrayBuilder().add(object).add("ø").build();
    assertThat(decode(encode(object), JsonObject.class)).isEqualTo(object);
    assertThat(decode(encode(array), JsonArray.class)).isEqualTo(array);
    assertThat(decode(encode(object), JsonValue.class)).isEqualTo(object);
    assertThat(decode("7", JsonValue.class)).isEqualTo(Json.createValue(7));
  }

  @Test
  void a_message_whose_type_nobody_said_is_decoded_to_a_map() {
    assertThat(decode("{\"a\": {\"b\": [true]}}", Object.class))
        .isEqualTo(Map.of("a", Map.of("b", List.of(true))));
  }

  @Test
  void members_that_a_type_has_not_are_passed_over() {
    assertThat(decode("{\"name\":\"a\",\"count\":1,\"since\":\"2.0\"}", Item.class))
        .isEqualTo(new Item("a", 1));
  }

  @Test
  void the_escapes_of_python_are_read() {
    String body = Capture.of(Capture.Release.V1, "Send").body();
    assertThat(body).contains("sm\\u00f8rg\\u00e5sbord");
    JsonObject read = (JsonObject) decode(body, JsonObject.class);
    assertThat(read.getString("text")).isEqualTo("smørgåsbord");
    assertThat(read.isNull("nothing")).isTrue();
  }

  @Test
  void nothing_is_sent_as_pikabus_sends_none() {
    assertThat(encode(null)).isEqualTo(Capture.of(Capture.Release.V1, "Send payload None").body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "{",
        "{\"name\":}",
        "[]",
        "7",
        "\"text\"",
        "{\"name\":\"a\",\"count\":\"many\"}",
        "not json"
      })
  void a_body_that_is_no_item_says_its_size_and_what_it_should_have_been(String body) {
    assertThatThrownBy(() -> decode(body, Item.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageStartingWith("A body of " + body.length() + " bytes ")
        .hasMessageContaining(Item.class.getName());
  }

  @Test
  void bytes_that_are_no_utf_8_are_no_json() {
    byte[] latin1 = {'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xF8, '"', '}'};
    assertThatThrownBy(() -> payloads.decode(latin1, Item.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("12 bytes")
        .hasMessageContaining("no text in UTF-8");
  }

  @Test
  void json_in_another_encoding_is_not_what_the_header_says() {
    assertThatThrownBy(() -> payloads.decode("{\"name\":\"a\"}".getBytes(UTF_16BE), Item.class))
        .isInstanceOf(PayloadException.class);
  }

  /** As JPA's two-way relations are. */
  public static final class Node {
    private Node other = this;

    public Node getOther() {
      return other;
    }

    public void setOther(Node other) {
      this.other = other;
    }
  }

  @Test
  void objects_that_refer_to_each_other_cannot_be_encoded() {
    assertThatThrownBy(() -> payloads.encode(new Node()))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(Node.class.getName());
  }

  @Test
  void a_payload_that_contains_itself_cannot_be_encoded() {
    Object[] endless = new Object[1];
    endless[0] = endless;
    assertThatThrownBy(() -> payloads.encode(endless))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("class [Ljava.lang.Object;");
  }
}
