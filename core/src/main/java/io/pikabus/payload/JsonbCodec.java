package io.pikabus.payload;

import io.pikabus.PayloadCodec;
import io.pikabus.UnavailableException;
import jakarta.json.JsonException;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.JsonbException;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.util.ServiceConfigurationError;
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
  private final boolean nulls;
  private volatile @Nullable Jsonb writer;
  private volatile @Nullable Jsonb reader;
  private volatile @Nullable Jsonb timeReader;

  /** Strict. */
  public JsonbCodec() {
    this(true);
  }

  /**
   * As strict as it is told; members that are null are left out.
   *
   * @see #JsonbCodec(boolean, boolean)
   */
  public JsonbCodec(boolean strict) {
    this(strict, false);
  }

  /**
   * As it is told.
   *
   * @param strict whether a body is refused that JSON-B takes for something else: an array where an
   *     object is expected, text behind the end, a name twice, a number that is not the integer
   *     that it is read as
   * @param nulls whether members that are null are written
   */
  public JsonbCodec(boolean strict, boolean nulls) {
    this.strict = strict;
    this.nulls = nulls;
  }

  @Override
  public byte[] encode(Object payload) {
    Jsonb made = writer;
    if (made == null) {
      synchronized (this) {
        made = writer;
        if (made == null) {
          made = made(new JsonbConfig().withNullValues(nulls), false);
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
    try {
      return reader().fromJson(text, type);
    } catch (JsonbException unread) {
      return again(text, type, unread);
    }
  }

  /** Perhaps only for a time in a form of PikaBus, which JSON-B alone does not read. */
  private @Nullable Object again(String text, Type type, JsonbException unread) {
    if (WireTimes.isFormatted(type)) {
      throw unread;
    }
    try {
      return timeReader().fromJson(text, type);
    } catch (RuntimeException stillUnread) {
      throw unread;
    }
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
          made = made(new JsonbConfig(), strict);
          reader = made;
        }
      }
    }
    return made;
  }

  private Jsonb timeReader() {
    Jsonb made = timeReader;
    if (made == null) {
      synchronized (this) {
        made = timeReader;
        if (made == null) {
          made = made(WireTimes.readBy(new JsonbConfig()), strict);
          timeReader = made;
        }
      }
    }
    return made;
  }

  /** No fault of the payload's if there is none: it can be as good as any. */
  private static Jsonb made(JsonbConfig config, boolean exact) {
    try {
      JsonbBuilder builder = JsonbBuilder.newBuilder().withConfig(config);
      return (exact ? builder.withProvider(new ExactNumbers()) : builder).build();
    } catch (JsonbException | JsonException | ServiceConfigurationError absent) {
      throw new UnavailableException(
          "There is no JSON-B for payloads that the class loader %s of the thread finds: %s. Add an implementation to the class path, or switch the server's feature on."
              .formatted(Thread.currentThread().getContextClassLoader(), absent.getMessage()),
          absent);
    }
  }
}
