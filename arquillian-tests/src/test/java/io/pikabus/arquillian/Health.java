package io.pikabus.arquillian;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the server answers whoever asks for its health: Kubernetes, say.
 *
 * @param code 200 or 503
 * @param status of pikabus's own check
 * @param data of that check
 */
record Health(int code, String status, Map<String, String> data) {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** Longer than the grace period, and than a broker's start. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** Asks now; {@code live}, {@code ready} or {@code started}. */
  static Health of(String kind) {
    HttpResponse<String> response = get(kind);
    try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
      JsonObject check =
          reader.readObject().getJsonArray("checks").getValuesAs(JsonObject.class).stream()
              .filter(each -> each.getString("name").equals("pikabus"))
              .reduce(
                  (one, other) -> {
                    throw new AssertionError("Two applications answer: " + response.body());
                  })
              .orElseThrow(() -> new AssertionError("No check of ours: " + response.body()));
      Map<String, String> data = new TreeMap<>();
      check
          .getJsonObject("data")
          .forEach(
              (key, value) ->
                  data.put(
                      key, value instanceof JsonString text ? text.getString() : value.toString()));
      return new Health(response.statusCode(), check.getString("status"), data);
    }
  }

  /** The server's whole answer, about all that runs in it. */
  static String body(String kind) {
    return get(kind).body();
  }

  /** 200 or 503. */
  static int code(String kind) {
    return get(kind).statusCode();
  }

  /** Asks until the answer is so. */
  static Health await(String kind, String status) {
    Health[] last = new Health[1];
    Patience.await(kind + " is " + status)
        .atMost(PATIENCE)
        .until(() -> (last[0] = of(kind)).isSo(status));
    return last[0];
  }

  /** Both the server's answer, which is about all that runs in it, and the check's. */
  private boolean isSo(String wanted) {
    return wanted.equals("UP") ? isUp() : isDown();
  }

  boolean isUp() {
    return code == 200 && status.equals("UP");
  }

  boolean isDown() {
    return code == 503 && status.equals("DOWN");
  }

  private static HttpResponse<String> get(String kind) {
    URI uri =
        URI.create(
            "http://127.0.0.1:%s/health/%s"
                .formatted(System.getProperty("server.health.port"), kind));
    try {
      return CLIENT.send(
          HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(1)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
