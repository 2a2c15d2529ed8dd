package io.pikabus.protocol;

import static java.util.Objects.requireNonNull;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A message that a real PikaBus put on a real RabbitMQ, read back from the queue. The files under
 * {@code docs/protocol/captured} are the recordings, unchanged.
 *
 * @param name what PikaBus was asked to do
 */
public record Capture(
    Release release,
    String name,
    String exchange,
    String routingKey,
    boolean redelivered,
    MessageProperties properties,
    String body) {

  static final Path FOLDER = Path.of("..", "docs", "protocol", "captured");

  /** A recorded release of PikaBus. */
  public enum Release {
    V1("pikabus-1.3.6.json", "cap1-", TimeFormat.LEGACY),
    V2("pikabus-2.0.1.json", "cap2-", TimeFormat.ISO);

    private final String file;
    private final String prefix;
    private final TimeFormat timeFormat;

    Release(String file, String prefix, TimeFormat timeFormat) {
      this.file = file;
      this.prefix = prefix;
      this.timeFormat = timeFormat;
    }

    String file() {
      return file;
    }

    /** What this release calls the exchange or queue of that recording. */
    public String named(String part) {
      return prefix + part;
    }

    /** The only one that it writes. */
    public TimeFormat timeFormat() {
      return timeFormat;
    }
  }

  /** Everything that was recorded. */
  public static Stream<Capture> all() {
    return Arrays.stream(Release.values()).flatMap(Capture::of);
  }

  /** What a release put on the wire when it was asked for that. */
  public static Capture of(Release release, String name) {
    return of(release).filter(capture -> capture.name().equals(name)).findFirst().orElseThrow();
  }

  private static Stream<Capture> of(Release release) {
    JsonObject captures = read(release.file).getJsonObject("captures");
    return captures.entrySet().stream()
        .filter(entry -> entry.getValue().getValueType() == JsonValue.ValueType.ARRAY)
        .flatMap(
            entry ->
                entry.getValue().asJsonArray().getValuesAs(JsonObject.class).stream()
                    .map(message -> of(release, entry.getKey(), message)));
  }

  private static JsonObject read(String file) {
    try (JsonReader reader = Json.createReader(Files.newBufferedReader(FOLDER.resolve(file)))) {
      return reader.readObject();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Capture of(Release release, String name, JsonObject message) {
    return new Capture(
        release,
        name,
        message.getString("exchange"),
        message.getString("routingKey"),
        message.getBoolean("redelivered"),
        properties(message.getJsonObject("properties"), message.getJsonObject("headers")),
        message.getString("body"));
  }

  private static MessageProperties properties(JsonObject basic, JsonObject headers) {
    JsonNumber timestamp = basic.getJsonNumber("timestamp");
    return new MessageProperties(
        basic.getString("content_type", null),
        basic.getString("content_encoding", null),
        headers(headers),
        integer(basic, "delivery_mode"),
        integer(basic, "priority"),
        basic.getString("correlation_id", null),
        basic.getString("reply_to", null),
        basic.getString("expiration", null),
        basic.getString("message_id", null),
        Instant.ofEpochSecond(timestamp.longValueExact()),
        basic.getString("type", null),
        basic.getString("user_id", null),
        basic.getString("app_id", null),
        basic.getString("cluster_id", null));
  }

  private static @Nullable Integer integer(JsonObject object, String name) {
    JsonNumber number = object.getJsonNumber(name);
    return number == null ? null : number.intValueExact();
  }

  private static Map<String, @Nullable Object> headers(JsonObject headers) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (String name : headers.keySet()) {
      values.put(name, value(headers.getJsonObject(name)));
    }
    return values;
  }

  /** In the class that stands for the AMQP field type. */
  private static Object value(JsonObject header) {
    JsonValue value = requireNonNull(header.get("value"));
    String type = header.getString("amqpType");
    return switch (type) {
      case "longstr" -> ((JsonString) value).getString();
      case "long" -> ((JsonNumber) value).intValueExact();
      default -> throw new AssertionError("No capture had a header of AMQP type " + type);
    };
  }

  /** The names of its headers. */
  public HeaderNames names() {
    return new HeaderNames(name.endsWith("prefix Acme") ? "Acme" : "PikaBus");
  }

  /** A header that it must have. */
  public String header(String header) {
    return requireNonNull(properties.header(header), header);
  }

  /** Whether it is as its sender wrote it; else a failed handling has been written into it. */
  public boolean isAsSent() {
    return !List.of(
            "Error queue after maxRetries=1",
            "Listener queue after the first failure (retry 1 deferred)")
        .contains(name);
  }

  @Override
  public String toString() {
    return release + ": " + name + " to " + routingKey;
  }
}
