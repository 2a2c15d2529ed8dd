package io.pikabus.example.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The shop, seen by a customer. */
final class Shop {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String base;

  Shop(int httpPort) {
    base = "http://127.0.0.1:" + httpPort + "/shop";
  }

  String orders() {
    return base + "/orders";
  }

  String audit() {
    return base + "/audit";
  }

  String url(UUID orderId) {
    return orders() + "/" + orderId;
  }

  /** What has become of an order. */
  String status(UUID orderId) throws IOException, InterruptedException {
    return get(url(orderId)).expect(200).json().asJsonObject().getString("status");
  }

  /**
   * Waits until an order is accepted.
   *
   * @throws DemoException if it is not in time
   */
  void awaitAccepted(UUID orderId, Patience patience) throws Exception {
    if (patience.until(() -> Optional.of(status(orderId)).filter("ACCEPTED"::equals)).isEmpty()) {
      throw new DemoException("the order is still " + status(orderId));
    }
  }

  boolean isOpen() throws InterruptedException {
    return answersWell(orders());
  }

  /** Whether the server says so at its address for that. */
  boolean isReady(URI readiness) throws InterruptedException {
    return answersWell(readiness.toString());
  }

  private boolean answersWell(String url) throws InterruptedException {
    try {
      return get(url).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  Answer get(String url) throws IOException, InterruptedException {
    Stopwatch watch = Stopwatch.start();
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
    return answer(client.send(request, BodyHandlers.ofString()), watch);
  }

  Answer order(UUID orderId, int quantity) throws IOException, InterruptedException {
    return post(orderText(orderId, quantity));
  }

  Answer post(String body) throws IOException, InterruptedException {
    Stopwatch watch = Stopwatch.start();
    return answer(client.send(request(body), BodyHandlers.ofString()), watch);
  }

  /** Does not wait for the answer. */
  CompletableFuture<Answer> orderAsync(UUID orderId, int quantity) {
    Stopwatch watch = Stopwatch.start();
    return client
        .sendAsync(request(orderText(orderId, quantity)), BodyHandlers.ofString())
        .thenApply(response -> answer(response, watch));
  }

  private static String orderText(UUID orderId, int quantity) {
    return "{\"orderId\": \"%s\", \"item\": \"rye bread\", \"quantity\": %d, \"amount\": 7.50}"
        .formatted(orderId, quantity);
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(URI.create(orders()))
        .timeout(PATIENCE)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static Answer answer(HttpResponse<String> response, Stopwatch watch) {
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Location"),
        response.body(),
        watch.read());
  }
}
