package io.pikabus.recovery;

import io.pikabus.IncomingMetadata;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.delay.DelayHeaders;
import io.pikabus.fuzz.Input;
import io.pikabus.log.Secrets;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.IncomingHeaders;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.protocol.ReplyRoute;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that a lane does with the headers of a message before and after it is handled. */
public final class FuzzRecovery {

  private static final HeaderNames NAMES = new HeaderNames("PikaBus");
  private static final Instant NOW = Instant.parse("2026-11-24T06:31:56.5Z");
  private static final IncomingSettings SETTINGS =
      new SettingsReader().consuming(SettingSource.of(Map.of())).forQueue("orders");
  private static final Recovery RECOVERY =
      new Recovery(SETTINGS, new LinearRetries(SETTINGS.retries()), Secrets.NONE);

  private static final List<String> HEADERS =
      List.of(
          NAMES.messageId(),
          NAMES.correlationId(),
          NAMES.timeSent(),
          NAMES.intent(),
          NAMES.replyToAddress(),
          NAMES.deferredTime(),
          NAMES.errorRetries(),
          NAMES.errorDetails(),
          NAMES.sourceQueue(),
          "x-pikabus-delay-due",
          "x-pikabus-delay-queue",
          "x-pikabus-delay-exchange",
          "x-pikabus-delay-error-queue",
          "x-pikabus-delay-header-prefix",
          "x-pikabus-deliveries",
          "x-delivery-count",
          "x-death",
          "CC");

  private FuzzRecovery() {}

  /** Nothing throws, whatever the headers are. */
  public static void fuzzerTestOneInput(byte[] octets) {
    Input input = new Input(octets);
    int counted = input.octet();
    byte[] body = input.some();
    Map<String, @Nullable Object> headers = input.headers(HEADERS);
    MessageProperties properties =
        new MessageProperties(
            null, null, headers, 2, null, null, null, null, "id", null, null, null, null, null);
    IncomingMetadata metadata =
        IncomingHeaders.read("orders", false, "", "orders", "id", headers, NAMES);
    RECOVERY.early(properties, body, NOW);
    RECOVERY.afterDeliveries(properties, body, counted, counted % 2 == 0);
    RECOVERY.next(metadata, properties, body, new IllegalStateException("no stock"), NOW);
    DelayHeaders.read(properties).ifPresent(note -> check(note, properties));
    ReplyRoute.refusal(metadata, "error", List.of("shop.*", "*a*b"));
  }

  private static void check(DelayHeaders note, MessageProperties properties) {
    note.fault(NOW);
    MessageProperties clean = DelayHeaders.takenOff(properties);
    if (!DelayHeaders.read(note.on(clean)).filter(note::equals).isPresent()) {
      throw new AssertionError(note + " is not read as it was written");
    }
  }
}
