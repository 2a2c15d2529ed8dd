package io.pikabus.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.PayloadException;
import io.pikabus.payload.JsonbCodec;
import io.pikabus.payload.Payloads;
import java.lang.reflect.Type;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Bodies. */
final class PayloadVectors {

  static final Map<String, Consumer<Node>> CHECKS =
      Map.of("payloads/encode", PayloadVectors::encode, "payloads/decode", PayloadVectors::decode);

  private static final Payloads PAYLOADS = new Payloads(new JsonbCodec());

  private PayloadVectors() {}

  /** An object of the vectors. */
  public record Order(String id) {}

  private static void encode(Node vector) {
    assertThat(PAYLOADS.encode(payload(vector, vector.text("payloadType"), "payload")))
        .isEqualTo(octets(vector, "body"));
    assertThat(PAYLOADS.contentType()).isEqualTo(vector.text("contentType"));
    assertThat(PAYLOADS.contentEncoding()).isEqualTo(vector.text("contentEncoding"));
  }

  private static void decode(Node vector) {
    byte[] body = octets(vector, "body");
    String encoding = vector.text("contentEncoding", null);
    Type type = type(vector.text("payloadType"));
    if (vector.flag("refused", false)) {
      assertThatThrownBy(() -> PAYLOADS.decode(body, type, encoding))
          .isInstanceOf(PayloadException.class);
    } else {
      assertThat(PAYLOADS.decode(body, type, encoding))
          .isEqualTo(payload(vector, vector.text("payloadType"), "payload"));
    }
  }

  private static Type type(String name) {
    return switch (name) {
      case "text" -> String.class;
      case "octets" -> byte[].class;
      case "int32" -> Integer.class;
      case "object" -> Order.class;
      default -> throw new AssertionError("No such type of payload: " + name);
    };
  }

  private static @Nullable Object payload(Node vector, String type, String name) {
    return switch (type) {
      case "nothing" -> null;
      case "text" -> vector.text(name);
      case "octets" -> octets(vector, name);
      case "int32" -> vector.number(name, 0);
      case "object" -> new Order(vector.child(name).text("id"));
      default -> throw new AssertionError("No such type of payload: " + type);
    };
  }

  /** As text, or in hexadecimal. */
  private static byte[] octets(Node vector, String name) {
    return vector.has(name + "Hex")
        ? HexFormat.of().parseHex(vector.text(name + "Hex"))
        : vector.text(name).getBytes(UTF_8);
  }
}
