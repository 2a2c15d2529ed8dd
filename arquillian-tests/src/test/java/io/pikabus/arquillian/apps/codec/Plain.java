package io.pikabus.arquillian.apps.codec;

import io.pikabus.PayloadCodec;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/** Points as {@code x;y}. */
@ApplicationScoped
public class Plain implements PayloadCodec {

  @Override
  public byte[] encode(Object payload) {
    Point point = (Point) payload;
    return (point.x() + ";" + point.y()).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Object decode(byte[] body, Type type) {
    if (type != Point.class) {
      throw new IllegalArgumentException(type.getTypeName());
    }
    String[] parts = new String(body, StandardCharsets.UTF_8).split(";", -1);
    return new Point(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  @Override
  public String contentType() {
    return "text/x-point";
  }

  @Override
  public String contentEncoding() {
    return "us-ascii";
  }
}
