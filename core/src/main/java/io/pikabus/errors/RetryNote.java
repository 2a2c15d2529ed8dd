package io.pikabus.errors;

import io.pikabus.Destination;
import io.pikabus.config.BusSettings;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A message at the end of the error queue that says which messages a retry is about to send. The
 * retry takes it away when it is done. If the retry is killed, the note stays, and whoever retries
 * one of these messages knows that it may have been sent. It also marks the end of what the retry
 * takes: what fails later lies behind it. Pure.
 *
 * @param run one of a kind
 * @param ids of the failures
 */
record RetryNote(String run, Instant begun, Set<String> ids) {

  private static final String HEADER = "x-pikabus-retry-note";
  private static final String BEGUN = "x-pikabus-retry-begun";

  RetryNote {
    ids = Set.copyOf(ids);
  }

  Envelope envelope(BusSettings bus) {
    HeaderNames names = bus.headerNames();
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put(HEADER, run);
    headers.put(BEGUN, begun.toString());
    headers.put(names.messageId(), run);
    headers.put(
        names.errorDetails(),
        "No message of an application: a note of pikabus. A retry of messages of this queue began at %s. If it is still here when no retry runs, the retry was cut off; the next one marks the messages that may have been sent."
            .formatted(begun));
    MessageProperties properties =
        new MessageProperties(
            "text/plain",
            null,
            headers,
            2,
            null,
            null,
            null,
            null,
            run,
            begun,
            null,
            null,
            null,
            null);
    return RetriedMessage.envelope(
        new Destination.Queue(bus.errorQueue()),
        bus.errors(),
        bus,
        properties,
        String.join("\n", ids).getBytes(StandardCharsets.US_ASCII));
  }

  /** Empty when the message is none. */
  static Optional<RetryNote> read(Map<String, @Nullable Object> headers, byte[] body) {
    String run = Texts.of(headers.get(HEADER));
    if (run == null) {
      return Optional.empty();
    }
    Set<String> ids =
        new String(body, StandardCharsets.US_ASCII).lines().collect(Collectors.toSet());
    if (!ids.stream().allMatch(FailureId::isWhole)) {
      return Optional.empty();
    }
    return Optional.of(new RetryNote(run, begun(Texts.of(headers.get(BEGUN))), ids));
  }

  private static Instant begun(@Nullable String text) {
    try {
      return text == null ? Instant.MAX : Instant.parse(text);
    } catch (DateTimeParseException scribbled) {
      return Instant.MAX;
    }
  }

  /** Whether one of these notes lists a failure. */
  static boolean isListed(String id, Collection<RetryNote> notes) {
    return notes.stream().anyMatch(note -> note.ids().contains(id));
  }
}
