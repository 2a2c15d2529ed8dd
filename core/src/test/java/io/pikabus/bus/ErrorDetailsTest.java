package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lies in an error queue of a handler's exception that quotes the broker's password. */
class ErrorDetailsTest {

  @ParameterizedTest
  @CsvSource({"full, true, true", "message, true, false", "type, false, false"})
  void an_error_queue_tells_what_was_asked_for_and_no_password(
      String details, boolean messages, boolean frames) throws Exception {
    Map<String, String> settings = OtherService.sharedBroker();
    String password = settings.get("password");
    String errors = OtherService.unique("error");
    String queue = OtherService.unique("telling");
    settings.putAll(Map.of("error-queue", errors, "max-retries", "0", "error-details", details));
    try (OtherService other = new OtherService(Broker.shared().uri());
        PikaBusClient bus = PikaBus.connect(settings)) {
      bus.consume(
          queue,
          String.class,
          body -> {
            throw new IllegalStateException(
                "no stock", new IllegalArgumentException("amqp://me:" + password + "@rabbit"));
          });

      bus.send(queue, "work");

      String told = header(other, errors);
      assertThat(told)
          .startsWith("java.lang.IllegalStateException")
          .contains("Caused by: java.lang.IllegalArgumentException");
      assertThat(told.contains(": no stock")).isEqualTo(messages);
      assertThat(told.contains("amqp://me:" + shown(password) + "@rabbit")).isEqualTo(messages);
      assertThat(told.contains("\tat io.pikabus")).isEqualTo(frames);
    }
  }

  private static String header(OtherService other, String errors) {
    await().ignoreExceptions().until(() -> other.ready(errors) == 1);
    return other.take(errors).getProps().getHeaders().get("PikaBus.ErrorDetails").toString();
  }

  /** The password that every broker comes with is no secret. */
  private static String shown(String password) {
    return password.equals("guest") ? password : "***";
  }
}
