package io.pikabus.arquillian;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.LongString;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message that another service took from a queue.
 *
 * @param headers strings as {@code String}, all else as it came
 */
record Received(
    String exchange,
    String routingKey,
    AMQP.BasicProperties properties,
    Map<String, Object> headers,
    String body) {

  static Received of(GetResponse response) {
    Map<String, Object> headers = new TreeMap<>();
    Map<String, Object> raw = response.getProps().getHeaders();
    if (raw != null) {
      raw.forEach((name, value) -> headers.put(name, text(value)));
    }
    return new Received(
        response.getEnvelope().getExchange(),
        response.getEnvelope().getRoutingKey(),
        response.getProps(),
        headers,
        new String(response.getBody(), StandardCharsets.UTF_8));
  }

  private static Object text(Object value) {
    return value instanceof LongString text ? text.toString() : value;
  }

  /** A header of the bus, by its name without the prefix. */
  @Nullable Object bus(String name) {
    return headers.get("PikaBus." + name);
  }

  /** A header of the bus that must be there, as text. */
  String text(String name) {
    return Objects.requireNonNull(bus(name), "PikaBus." + name).toString();
  }
}
