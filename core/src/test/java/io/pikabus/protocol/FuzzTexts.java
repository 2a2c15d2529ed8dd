package io.pikabus.protocol;

import io.pikabus.Destination;
import io.pikabus.SendOptions;
import io.pikabus.fuzz.Input;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Times, addresses of replies, and headers that an application takes from one message to another.
 */
public final class FuzzTexts {

  private static final Instant NOW = Instant.parse("2026-11-24T06:31:56.5Z");
  private static final HeaderNames NAMES = new HeaderNames("PikaBus");
  private static final SenderIdentity SENDER =
      new SenderIdentity(NAMES, TimeFormat.LEGACY, "direct", "topic", "orders", true, true);

  private FuzzTexts() {}

  /** Times are read as they are written, and what cannot travel is refused by name. */
  public static void fuzzerTestOneInput(byte[] octets) {
    Input input = new Input(octets);
    String text = input.text();
    TimeFormat.parse(text).ifPresent(FuzzTexts::check);
    DirectReplyTo.isReadable(text);
    HeaderValues.isShort(text);
    Map<String, @Nullable Object> headers =
        input.headers(
            List.of(NAMES.timeSent(), NAMES.messageId(), NAMES.messageType(), "priority"));
    SendOptions options = SendOptions.none();
    for (Map.Entry<String, @Nullable Object> header : headers.entrySet()) {
      options = options.withHeader(header.getKey(), header.getValue());
    }
    try {
      HeaderRules.envelope(
          new HeaderRules.Request(
              new Destination.Queue("orders"), octets, "text/plain", "utf-8", options, null),
          SENDER,
          IncomingHeaders.read("orders", false, "", "orders", text, headers, NAMES),
          NOW,
          () -> "id");
    } catch (IllegalArgumentException refused) {
      if (refused.getMessage() == null || !refused.getMessage().contains("header")) {
        throw refused;
      }
    }
  }

  private static void check(Instant time) {
    // AMQP's and PikaBus 2's formats hold it, to the microsecond.
    java.util.Date.from(time);
    Instant again = TimeFormat.parse(TimeFormat.ISO.format(time)).orElseThrow();
    if (again.isAfter(time) || again.plusNanos(1_000).isBefore(time)) {
      throw new AssertionError(time + " came back as " + again);
    }
  }
}
