package io.pikabus.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.SendOptions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call of the header rules with everything fixed that a test does not speak of. */
final class Sending {

  static final Instant NOW = Instant.parse("2026-11-24T06:31:56.123456Z");
  static final HeaderNames NAMES = new HeaderNames("PikaBus");
  static final Destination QUEUE = new Destination.Queue("orders");
  static final Destination TOPIC = new Destination.Topic("order.accepted");

  /** Of a service that only sends. */
  static final SenderIdentity SENDER =
      new SenderIdentity(NAMES, TimeFormat.LEGACY, "direct", "topic", null, true, true);

  private Sending() {}

  static Envelope send(SendOptions options) {
    return send(QUEUE, options, SENDER, null);
  }

  static Envelope send(
      Destination destination,
      SendOptions options,
      SenderIdentity sender,
      @Nullable IncomingMetadata handled) {
    return HeaderRules.envelope(request(destination, options), sender, handled, NOW, ids());
  }

  static HeaderRules.Request request(Destination destination, SendOptions options) {
    return new HeaderRules.Request(
        destination, "{}".getBytes(UTF_8), "application/json", "utf-8", options, null);
  }

  /** "id-1", "id-2" and on. */
  static Supplier<String> ids() {
    AtomicInteger count = new AtomicInteger();
    return () -> "id-" + count.incrementAndGet();
  }

  /** A message being handled. */
  static IncomingMetadata handled(String queue, @Nullable String correlationId) {
    Map<String, @Nullable Object> headers = new HashMap<>();
    headers.put(NAMES.correlationId(), correlationId);
    return IncomingHeaders.read(queue, false, "direct", queue, null, headers, NAMES);
  }
}
