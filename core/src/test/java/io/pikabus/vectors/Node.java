package io.pikabus.vectors;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON object that remembers which of its members were read, so that none is there for show. */
final class Node {

  private final String path;
  private final JsonObject json;
  private final Set<String> read = new HashSet<>();
  private final List<Node> children = new ArrayList<>();

  Node(String path, JsonObject json) {
    this.path = path;
    this.json = json;
  }

  boolean has(String name) {
    return json.containsKey(name);
  }

  /** Fails for a member that no check has asked for. */
  void assertAllRead() {
    assertThat(read).as("members that are checked of %s", path).containsAll(json.keySet());
    children.forEach(Node::assertAllRead);
  }

  String text(String name) {
    return requireNonNull(text(name, null), () -> path + " has no " + name);
  }

  /** A missing member is the default; a member that is null is null. */
  @Nullable String text(String name, @Nullable String otherwise) {
    JsonValue value = value(name);
    return value == null ? otherwise : value == JsonValue.NULL ? null : string(value);
  }

  int number(String name, int otherwise) {
    JsonValue value = value(name);
    return value == null ? otherwise : ((JsonNumber) value).intValueExact();
  }

  boolean flag(String name, boolean otherwise) {
    JsonValue value = value(name);
    return value == null ? otherwise : value == JsonValue.TRUE;
  }

  @Nullable Boolean flag(String name) {
    JsonValue value = value(name);
    return value == null ? null : Boolean.valueOf(value == JsonValue.TRUE);
  }

  @Nullable Instant time(String name) {
    String text = text(name, null);
    return text == null ? null : Instant.parse(text);
  }

  @Nullable Duration duration(String name) {
    String text = text(name, null);
    return text == null ? null : Duration.parse(text);
  }

  List<String> texts(String name) {
    JsonValue value = value(name);
    return value == null
        ? List.of()
        : value.asJsonArray().getValuesAs(JsonString.class).stream()
            .map(JsonString::getString)
            .toList();
  }

  List<Integer> numbers(String name) {
    JsonValue value = value(name);
    return value == null
        ? List.of()
        : value.asJsonArray().getValuesAs(JsonNumber.class).stream()
            .map(JsonNumber::intValueExact)
            .toList();
  }

  /** An object inside; one without members if it is missing. */
  Node child(String name) {
    JsonValue value = value(name);
    JsonObject inner = value == null ? JsonValue.EMPTY_JSON_OBJECT : value.asJsonObject();
    return remembered(new Node(path + "." + name, inner));
  }

  List<Node> nodes(String name) {
    JsonValue value = value(name);
    JsonArray array = value == null ? JsonValue.EMPTY_JSON_ARRAY : value.asJsonArray();
    List<Node> nodes = new ArrayList<>();
    for (JsonObject each : array.getValuesAs(JsonObject.class)) {
      nodes.add(remembered(new Node(path + "." + name + "[" + nodes.size() + "]", each)));
    }
    return nodes;
  }

  private Node remembered(Node child) {
    children.add(child);
    return child;
  }

  /** A field table of AMQP. */
  Map<String, @Nullable Object> table(String name) {
    JsonValue value = value(name);
    return value == null ? Map.of() : table(value.asJsonObject());
  }

  private static Map<String, @Nullable Object> table(JsonObject json) {
    Map<String, @Nullable Object> table = new LinkedHashMap<>();
    json.forEach((key, each) -> table.put(key, field(each)));
    return table;
  }

  /** The same as a table of arguments, which have no void values. */
  Map<String, Object> arguments(String name) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    table(name).forEach((key, each) -> arguments.put(key, requireNonNull(each)));
    return arguments;
  }

  /** Of the type that a field has on the wire. */
  @Nullable Object field(String name) {
    JsonValue value = value(name);
    return value == null ? null : field(value);
  }

  private static @Nullable Object field(JsonValue value) {
    return switch (value.getValueType()) {
      case NULL -> null;
      case TRUE -> true;
      case FALSE -> false;
      case STRING -> string(value);
      case NUMBER -> ((JsonNumber) value).intValueExact();
      case ARRAY -> value.asJsonArray().stream().map(Node::field).toList();
      case OBJECT -> typed(value.asJsonObject());
    };
  }

  private static Object typed(JsonObject value) {
    if (!value.containsKey("amqpType")) {
      return table(value);
    }
    String text = value.getString("value");
    return switch (value.getString("amqpType")) {
      case "octet" -> Byte.valueOf(text);
      case "short" -> Short.valueOf(text);
      case "longlong" -> Long.valueOf(text);
      case "double" -> Double.valueOf(text);
      case "binary" -> java.util.HexFormat.of().parseHex(text);
      default -> throw new AssertionError("No such AMQP type: " + value);
    };
  }

  private @Nullable JsonValue value(String name) {
    read.add(name);
    return json.get(name);
  }

  private static String string(JsonValue value) {
    return ((JsonString) value).getString();
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
