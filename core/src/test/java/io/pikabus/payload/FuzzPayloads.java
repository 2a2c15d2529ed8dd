package io.pikabus.payload;

import io.pikabus.PayloadException;
import io.pikabus.fuzz.Input;
import jakarta.json.JsonObject;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bodies, and what their senders say of them. */
public final class FuzzPayloads {

  /** With a member of each kind. */
  public record Everything(
      int whole,
      long large,
      double real,
      @Nullable BigInteger digits,
      @Nullable String text,
      @Nullable Instant time,
      @Nullable List<Integer> list,
      @Nullable Map<String, Object> map,
      @Nullable Everything inner) {}

  private static final List<String> ENCODINGS =
      List.of("", "gzip", "deflate", "zip", "utf-16", "gzip:utf-8", "latin-1", "gzip,gzip,deflate");

  private static final Payloads STRICT = new Payloads(new JsonbCodec());
  private static final Payloads LENIENT = new Payloads(new JsonbCodec(false));

  private FuzzPayloads() {}

  /** A body is decoded, or refused with its reason. */
  public static void fuzzerTestOneInput(byte[] octets) {
    Input input = new Input(octets);
    int choice = input.octet();
    String encoding = choice < 200 ? input.oneOf(ENCODINGS) : input.text();
    byte[] body = input.rest();
    Payloads payloads = choice % 2 == 0 ? STRICT : LENIENT;
    for (Class<?> type :
        List.of(Everything.class, JsonObject.class, Object.class, String.class, byte[].class)) {
      try {
        payloads.decode(body, type, encoding.isEmpty() ? null : encoding);
      } catch (PayloadException refused) {
        if (refused.getMessage() == null) {
          throw refused;
        }
      }
    }
  }
}
