package io.pikabus.example.shop;

import io.pikabus.example.shop.messages.PlaceOrder;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.NoSuchElementException;
import java.util.UUID;

/**
 * The body of a request for an order. Read by hand, because JSON-B takes 2.5 for a quantity of 2,
 * and 99999999999 for whatever its lower bits say.
 */
record OrderForm(JsonObject json) {
  private static final int LONGEST_ITEM = 200;
  private static final BigDecimal AMOUNT_LIMIT = new BigDecimal("10000000000");

  /**
   * The command that the customer asks for, under a new id if the customer named none.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static PlaceOrder read(String body) {
    OrderForm form = new OrderForm(parse(body));
    return new PlaceOrder(form.orderId(), form.item(), form.quantity(), form.amount());
  }

  private static JsonObject parse(String body) {
    try (JsonParser parser = Json.createParser(new StringReader(body))) {
      if (parser.next() != JsonParser.Event.START_OBJECT) {
        throw new IllegalArgumentException("The body is JSON, but no object.");
      }
      JsonObject json = parser.getObject();
      parser.hasNext(); // throws if more follows, which a JsonReader would not notice
      return json;
    } catch (JsonException | NoSuchElementException e) {
      throw new IllegalArgumentException("The body is no JSON: " + e.getMessage(), e);
    }
  }

  private UUID orderId() {
    if (!json.containsKey("orderId")) {
      return UUID.randomUUID();
    }
    if (json.get("orderId") instanceof JsonString text) {
      try {
        return UUID.fromString(text.getString());
      } catch (IllegalArgumentException e) {
        throw wrong("orderId", "a UUID");
      }
    }
    throw wrong("orderId", "a UUID");
  }

  private String item() {
    if (json.get("item") instanceof JsonString text
        && !text.getString().isBlank()
        && text.getString().length() <= LONGEST_ITEM) {
      return text.getString();
    }
    throw wrong("item", "a text of 1 to " + LONGEST_ITEM + " characters");
  }

  private int quantity() {
    if (json.get("quantity") instanceof JsonNumber number) {
      BigDecimal value = number.bigDecimalValue();
      if (value.signum() > 0
          && value.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0
          && value.stripTrailingZeros().scale() <= 0) {
        return value.intValueExact();
      }
    }
    throw wrong("quantity", "a whole number from 1 to " + Integer.MAX_VALUE);
  }

  private BigDecimal amount() {
    if (json.get("amount") instanceof JsonNumber number) {
      BigDecimal value = number.bigDecimalValue();
      if (value.signum() >= 0
          && value.compareTo(AMOUNT_LIMIT) < 0
          && value.stripTrailingZeros().scale() <= 2) {
        return value;
      }
    }
    throw wrong("amount", "a number from 0 to below " + AMOUNT_LIMIT + " with at most 2 decimals");
  }

  private IllegalArgumentException wrong(String field, String expected) {
    JsonValue found = json.get(field);
    return new IllegalArgumentException(
        found == null
            ? "%s is missing; it must be %s.".formatted(field, expected)
            : "%s is %s; it must be %s.".formatted(field, found, expected));
  }
}
