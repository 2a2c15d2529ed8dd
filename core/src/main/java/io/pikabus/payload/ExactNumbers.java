package io.pikabus.payload;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.JsonWriterFactory;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The JSON of the container, for decoding: a number that is read as an {@code int} or {@code long}
 * must be one. JSON-P rounds and wraps around, and JSON-B reads the members of every class through
 * these two methods.
 */
final class ExactNumbers extends JsonProvider {

  private final JsonProvider json = JsonProvider.provider();

  @Override
  public JsonParser createParser(Reader reader) {
    return new Parser(json.createParser(reader));
  }

  @Override
  public JsonParser createParser(InputStream in) {
    return new Parser(json.createParser(in));
  }

  @Override
  public JsonParserFactory createParserFactory(Map<String, ?> config) {
    return json.createParserFactory(config);
  }

  @Override
  public JsonGenerator createGenerator(Writer writer) {
    return json.createGenerator(writer);
  }

  @Override
  public JsonGenerator createGenerator(OutputStream out) {
    return json.createGenerator(out);
  }

  @Override
  public JsonGeneratorFactory createGeneratorFactory(Map<String, ?> config) {
    return json.createGeneratorFactory(config);
  }

  @Override
  public JsonReader createReader(Reader reader) {
    return json.createReader(reader);
  }

  @Override
  public JsonReader createReader(InputStream in) {
    return json.createReader(in);
  }

  @Override
  public JsonWriter createWriter(Writer writer) {
    return json.createWriter(writer);
  }

  @Override
  public JsonWriter createWriter(OutputStream out) {
    return json.createWriter(out);
  }

  @Override
  public JsonWriterFactory createWriterFactory(Map<String, ?> config) {
    return json.createWriterFactory(config);
  }

  @Override
  public JsonReaderFactory createReaderFactory(Map<String, ?> config) {
    return json.createReaderFactory(config);
  }

  @Override
  public JsonObjectBuilder createObjectBuilder() {
    return json.createObjectBuilder();
  }

  @Override
  public JsonArrayBuilder createArrayBuilder() {
    return json.createArrayBuilder();
  }

  @Override
  public JsonBuilderFactory createBuilderFactory(Map<String, ?> config) {
    return json.createBuilderFactory(config);
  }

  /** Reads numbers exactly, and everything else as the container does. */
  private record Parser(JsonParser parser) implements JsonParser {

    /** So many characters of an integral number fit an {@code int}, with a sign. */
    private static final int SHORT = 9;

    @Override
    public int getInt() {
      String text = parser.getString();
      if (isShort(text)) {
        return parser.getInt();
      }
      try {
        return new BigDecimal(text).intValueExact();
      } catch (ArithmeticException inexact) {
        throw no(text, "int", inexact);
      }
    }

    @Override
    public long getLong() {
      String text = parser.getString();
      if (isShort(text)) {
        return parser.getLong();
      }
      try {
        return new BigDecimal(text).longValueExact();
      } catch (ArithmeticException inexact) {
        throw no(text, "long", inexact);
      }
    }

    private static boolean isShort(String text) {
      if (text.length() > SHORT) {
        return false;
      }
      for (int i = 0; i < text.length(); i++) {
        char each = text.charAt(i);
        if ((each < '0' || each > '9') && each != '-') {
          return false;
        }
      }
      return true;
    }

    private JsonException no(String number, String type, ArithmeticException inexact) {
      return new JsonException(
          "the number %.40s, before character %d, is no %s (%s)"
              .formatted(
                  number, parser.getLocation().getStreamOffset(), type, inexact.getMessage()),
          inexact);
    }

    @Override
    public boolean hasNext() {
      return parser.hasNext();
    }

    @Override
    public Event next() {
      return parser.next();
    }

    @Override
    public Event currentEvent() {
      return parser.currentEvent();
    }

    @Override
    public String getString() {
      return parser.getString();
    }

    @Override
    public boolean isIntegralNumber() {
      return parser.isIntegralNumber();
    }

    @Override
    public BigDecimal getBigDecimal() {
      return parser.getBigDecimal();
    }

    @Override
    public JsonLocation getLocation() {
      return parser.getLocation();
    }

    @Override
    public JsonObject getObject() {
      return parser.getObject();
    }

    @Override
    public JsonValue getValue() {
      return parser.getValue();
    }

    @Override
    public JsonArray getArray() {
      return parser.getArray();
    }

    @Override
    public Stream<JsonValue> getArrayStream() {
      return parser.getArrayStream();
    }

    @Override
    public Stream<Map.Entry<String, JsonValue>> getObjectStream() {
      return parser.getObjectStream();
    }

    @Override
    public Stream<JsonValue> getValueStream() {
      return parser.getValueStream();
    }

    @Override
    public void skipArray() {
      parser.skipArray();
    }

    @Override
    public void skipObject() {
      parser.skipObject();
    }

    @Override
    public void close() {
      parser.close();
    }
  }
}
