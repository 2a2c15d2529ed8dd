package io.pikabus.payload;

import io.pikabus.PayloadCodec;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * JSON with the JSON-B of the container or of the class path. Made when first used, so that a
 * service of strings alone needs none; thread-safe, as JSON-B 3.0, 3.2 demands of {@code Jsonb}.
 *
 * <p>Strict unless it is told otherwise: what JSON-B would decode to a value that the body does not
 * have is refused. Bounded always: see {@link JsonScan}.
 */
public final class JsonbCodec implements PayloadCodec {

  private final boolean strict;
  private volatile @Nullable Jsonb writer;
  private volatile @Nullable Jsonb reader;

  /** Strict. */
  public JsonbCodec() {
    this(true);
  }

  /**
   * As strict as it is told.
   *
   * @param strict whether a body is refused that JSON-B takes for something else: an array where an
   *     object is expected, text behind the end, a name twice, a number that is not the integer
   *     that it is read as
   */
  public JsonbCodec(boolean strict) {
    this.strict = strict;
  }

  @Override
  public byte[] encode(Object payload) {
    Jsonb made = writer;
    if (made == null) {
      synchronized (this) {
        made = writer;
        if (made == null) {
          made = JsonbBuilder.create();
          writer = made;
        }
      }
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    made.toJson(payload, body);
    return body.toByteArray();
  }

  @Override
  public @Nullable Object decode(byte[] body, Type type) {
    String text = Payloads.text(body);
    JsonScan.check(body, strict);
    if (strict && isArray(text) && !RootTypes.mayBeArray(type)) {
      throw new IllegalArgumentException("it is an array");
    }
    return reader().fromJson(text, type);
  }

  private static boolean isArray(String text) {
    int first = 0;
    while (first < text.length() && Character.isWhitespace(text.charAt(first))) {
      first++;
    }
    return first < text.length() && text.charAt(first) == '[';
  }

  private Jsonb reader() {
    Jsonb made = reader;
    if (made == null) {
      synchronized (this) {
        made = reader;
        if (made == null) {
          made =
              strict
                  ? JsonbBuilder.newBuilder().withProvider(new ExactNumbers()).build()
                  : JsonbBuilder.create();
          reader = made;
        }
      }
    }
    return made;
  }
}
