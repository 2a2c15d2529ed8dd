package io.pikabus.example.demo;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;
import java.io.StringReader;
import java.util.Optional;

/**
 * What the shop answered.
 *
 * @param location of the header of this name
 * @param took as people say it
 */
record Answer(int status, Optional<String> location, String body, String took) {

  JsonStructure json() {
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      return reader.read();
    }
  }

  /** What the shop says is wrong. */
  String error() {
    return json().asJsonObject().getString("error");
  }

  /** This answer, or the end of the step. */
  Answer expect(int expected) {
    if (status != expected) {
      throw new DemoException("asked for %d, found %d: %s".formatted(expected, status, body));
    }
    return this;
  }
}
