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
 */
public final class JsonbCodec implements PayloadCodec {

  private volatile @Nullable Jsonb jsonb;

  @Override
  public byte[] encode(Object payload) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    jsonb().toJson(payload, body);
    return body.toByteArray();
  }

  @Override
  public @Nullable Object decode(byte[] body, Type type) {
    return jsonb().fromJson(Payloads.text(body), type);
  }

  private Jsonb jsonb() {
    Jsonb made = jsonb;
    if (made == null) {
      synchronized (this) {
        made = jsonb;
        if (made == null) {
          made = JsonbBuilder.create();
          jsonb = made;
        }
      }
    }
    return made;
  }
}
