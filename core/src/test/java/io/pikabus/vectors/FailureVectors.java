package io.pikabus.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.FailedMessage;
import io.pikabus.PayloadException;
import io.pikabus.RetryDecision;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.RetrySettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.log.Secrets;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.recovery.Deliveries;
import io.pikabus.recovery.FailureHeaders;
import io.pikabus.recovery.LinearRetries;
import io.pikabus.recovery.Recovery;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What becomes of a message whose handling failed, or never ended. */
final class FailureVectors {

  static final Map<String, Consumer<Node>> CHECKS =
      Map.of(
          "failures/failed",
          FailureVectors::failed,
          "failures/count",
          FailureVectors::count,
          "failures/pause",
          FailureVectors::pause,
          "failures/details",
          FailureVectors::details,
          "failures/copy",
          FailureVectors::copy,
          "failures/deliveries",
          FailureVectors::deliveries);

  private static final byte[] BODY = "{}".getBytes(UTF_8);

  private FailureVectors() {}

  /** The settings of a queue that is consumed, by the keys of the configuration. */
  static IncomingSettings settings(Node vector) {
    Map<String, String> keys = new HashMap<>();
    Node settings = vector.child("settings");
    for (String key :
        List.of(
            "header-prefix",
            "time-format",
            "direct-exchange",
            "error-queue",
            "max-retries",
            "retry-delay",
            "retry-backoff",
            "max-deliveries",
            "error-details")) {
      String value = settings.text(key, null);
      if (value != null) {
        keys.put(key, value);
      }
    }
    return new SettingsReader()
        .consuming(SettingSource.of(keys))
        .forQueue(requireNonNull(settings.text("queue", "orders")));
  }

  private static void failed(Node vector) {
    IncomingSettings settings = settings(vector);
    Throwable cause =
        vector.flag("undecodable", false)
            ? new PayloadException(vector.text("failure"), null)
            : new IllegalStateException(vector.text("failure"));
    Instant now = requireNonNull(vector.time("now"));
    Node message = vector.child("message");
    Recovery.Next next =
        new Recovery(settings, new LinearRetries(settings.retries()), Secrets.NONE)
            .next(Messages.incoming(message), Messages.properties(message), BODY, cause, now);
    Envelope copy = next.copy();
    Node expected = vector.child("copy");
    assertThat(copy.address().exchange()).isEqualTo(expected.text("exchange"));
    assertThat(copy.address().routingKey()).isEqualTo(expected.text("routingKey"));
    assertThat(copy.mandatory()).isTrue();
    assertThat(copy.body()).isEqualTo(BODY);
    Deferral deferral = copy.deferral();
    assertThat(deferral == null ? null : deferral.due()).isEqualTo(expected.time("due"));
    String details = settings.bus().headerNames().errorDetails();
    assertThat(copy.properties().header(details)).contains(vector.text("failure"));
    Messages.assertMessage(expected, copy.properties().without(details));
  }

  private static void count(Node vector) {
    Map<String, Object> headers = new HashMap<>();
    if (vector.has("header")) {
      headers.put("PikaBus.ErrorRetries", vector.field("header"));
    }
    MessageProperties failed =
        FailureHeaders.after(plain(headers), new HeaderNames("PikaBus"), "orders", "no stock");
    assertThat(failed.headers()).containsEntry("PikaBus.ErrorRetries", vector.field("next"));
  }

  private static MessageProperties plain(Map<String, Object> headers) {
    return new MessageProperties(
        null, null, headers, null, null, null, null, null, null, null, null, null, null, null);
  }

  private static void pause(Node vector) {
    RetrySettings settings = settings(vector).retries();
    FailedMessage failed =
        FailedMessage.of(
            Messages.incoming(vector.child("message")),
            vector.number("failures", 0),
            new IllegalStateException());
    Duration expected = vector.duration("pause");
    assertThat(new LinearRetries(settings).decide(failed))
        .isEqualTo(expected == null ? RetryDecision.giveUp() : RetryDecision.retry(expected));
  }

  private static void details(Node vector) {
    String text = vector.text("character").repeat(vector.number("times", 0));
    Map<String, Object> others = new HashMap<>();
    others.put("other", "x".repeat(vector.number("otherHeaderOctets", 0)));
    String written =
        requireNonNull(
            FailureHeaders.after(plain(others), new HeaderNames("PikaBus"), "orders", text)
                .header("PikaBus.ErrorDetails"));
    assertThat(written.getBytes(UTF_8)).hasSize(vector.number("octets", 0));
    assertThat(written).startsWith(vector.text("character"));
    assertThat(written).endsWith(vector.text("end"));
  }

  private static void copy(Node vector) {
    Messages.assertMessage(
        vector.child("copy"), Messages.properties(vector.child("message")).forwarded());
  }

  private static void deliveries(Node vector) {
    IncomingSettings settings = settings(vector);
    MessageProperties message = Messages.properties(vector.child("message"));
    Optional<Envelope> copy =
        new Recovery(settings, new LinearRetries(settings.retries()), Secrets.NONE)
            .afterDeliveries(
                message, BODY, Deliveries.counted(message), vector.flag("ended", false));
    assertThat(copy.isEmpty()).isEqualTo(vector.flag("handled", false));
    if (copy.isPresent()) {
      Node expected = vector.child("copy");
      assertThat(copy.get().address().routingKey()).isEqualTo(expected.text("routingKey"));
      Messages.assertMessage(expected, copy.get().properties());
    }
  }
}
