package io.pikabus.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pikabus.PayloadCodec;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Type;
import java.util.UUID;

/** Bodies that are no JSON, as PayloadCodec and the pages show them. */
@ApplicationScoped
public class PlainText implements PayloadCodec {

  @Override
  public byte[] encode(Object payload) {
    return payload.toString().getBytes(UTF_8);
  }

  @Override
  public Object decode(byte[] body, Type type) {
    if (type == UUID.class) {
      return UUID.fromString(new String(body, UTF_8));
    }
    throw new IllegalArgumentException("No text is a " + type.getTypeName());
  }

  @Override
  public String contentType() {
    return "text/plain";
  }
}
