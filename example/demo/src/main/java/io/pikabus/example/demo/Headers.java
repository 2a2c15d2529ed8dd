package io.pikabus.example.demo;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands in a message's headers. */
final class Headers {

  private Headers() {}

  /**
   * The text of one of pikabus's headers.
   *
   * @param name without its prefix
   * @throws DemoException if the message has no such header
   */
  static String text(BasicProperties properties, String name) {
    @Nullable Map<String, Object> headers = properties.getHeaders();
    @Nullable Object value = headers == null ? null : headers.get("PikaBus." + name);
    if (value == null) {
      throw new DemoException("the message has no header PikaBus." + name);
    }
    return value.toString();
  }
}
