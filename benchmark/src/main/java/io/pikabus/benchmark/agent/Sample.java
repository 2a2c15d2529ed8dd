package io.pikabus.benchmark.agent;

import com.rabbitmq.client.AMQP;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The message that all send: a body of 200 bytes, or of as many as the environment variable {@code
 * BENCHMARK_BODY} says, and ten headers, persistent. Its identifier is new for each, as an
 * application's would be; pikabus writes seven of the headers itself, so three are left for its
 * caller.
 */
public final class Sample {

  /** Of the body. */
  public static final int BYTES =
      Integer.parseInt(System.getenv().getOrDefault("BENCHMARK_BODY", "200"));

  /** What the callers of pikabus add. */
  public static final Map<String, Object> OWN =
      Map.of("tenant", "north", "trace", "4bf92f3577b34da6", "attempt", "first");

  private static final byte[] BODY = new byte[BYTES];

  static {
    Arrays.fill(BODY, (byte) 'x');
  }

  private Sample() {}

  /** Not to be changed. */
  public static byte[] body() {
    return BODY;
  }

  /** The same as text. */
  public static String text() {
    return new String(BODY, StandardCharsets.US_ASCII);
  }

  /** All ten, for those who write each header themselves. */
  public static Map<String, Object> headers() {
    String id = UUID.randomUUID().toString();
    Map<String, Object> headers = new LinkedHashMap<>(16);
    headers.put("PikaBus.MessageId", id);
    headers.put("PikaBus.CorrelationId", id);
    headers.put("PikaBus.TimeSent", "11/24/2026 06:31:56");
    headers.put("PikaBus.Intent", "command");
    headers.put("PikaBus.ContentType", "application/octet-stream");
    headers.put("PikaBus.ContentEncoding", "utf-8");
    headers.put("PikaBus.MessageType", "shop.PlaceOrder");
    headers.putAll(OWN);
    return headers;
  }

  /** For the raw client. */
  public static AMQP.BasicProperties properties() {
    Map<String, Object> headers = headers();
    return new AMQP.BasicProperties.Builder()
        .contentType("application/octet-stream")
        .contentEncoding("utf-8")
        .deliveryMode(2)
        .messageId((String) headers.get("PikaBus.MessageId"))
        .correlationId((String) headers.get("PikaBus.CorrelationId"))
        .type("shop.PlaceOrder")
        .headers(headers)
        .build();
  }
}
