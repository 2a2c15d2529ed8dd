package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/**
 * A deployed application, over HTTP.
 *
 * @param name of the WAR
 */
record Application(String name) {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  String get(String path) {
    return body(HttpRequest.newBuilder(at(path)).GET());
  }

  String post(String path) {
    return body(HttpRequest.newBuilder(at(path)).POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** Whether the server still knows it. */
  boolean answers() {
    return exchange(HttpRequest.newBuilder(at("gates/any")).GET()).statusCode() < 400;
  }

  /** What handlers recorded under a topic. */
  List<String> records(String topic) {
    return get("records/" + topic).lines().toList();
  }

  /** Waits until as many lines are recorded, or more. */
  List<String> awaitRecords(String topic, int count) {
    await(name + " records " + count + " lines of " + topic)
        .until(() -> records(topic).size() >= count);
    return records(topic);
  }

  /** Waits until as many handlers wait at a gate. */
  void awaitAtGate(String gate, int count) {
    await(count + " wait at gate " + gate + " of " + name)
        .until(() -> Integer.parseInt(get("gates/" + gate)) == count);
  }

  void open(String gate) {
    post("gates/" + gate);
  }

  private URI at(String path) {
    return URI.create(
        "http://127.0.0.1:%s/%s/%s".formatted(System.getProperty("server.http.port"), name, path));
  }

  private static String body(HttpRequest.Builder request) {
    HttpResponse<String> response = exchange(request);
    assertThat(response.statusCode())
        .as("%s says %s", response.uri(), response.body())
        .isBetween(200, 299);
    return response.body();
  }

  private static HttpResponse<String> exchange(HttpRequest.Builder request) {
    try {
      return CLIENT.send(
          request.timeout(Duration.ofMinutes(1)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
