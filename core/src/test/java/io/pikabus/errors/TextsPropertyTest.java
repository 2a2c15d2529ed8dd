package io.pikabus.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.Destination;
import io.pikabus.config.BusSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.MessageProperties;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Texts from the wire in tables and files, the notes, and what a copy looks like. */
class TextsPropertyTest {

  private static final BusSettings BUS = new SettingsReader().api(SettingSource.of(Map.of())).bus();

  @Property
  void a_table_has_a_line_a_message_and_nothing_that_a_terminal_obeys(
      @ForAll String queue, @ForAll String reason) {
    Failure failure =
        new Failure("0123456789ab", null, queue, null, reason, queue, reason, null, 1, null);
    Failure event =
        new Failure(
            "0123456789ab",
            null,
            null,
            new Failure.Event(queue, reason),
            null,
            null,
            reason,
            null,
            1,
            null);

    String table = Report.table(List.of(failure, event));

    assertThat(table.lines()).hasSize(3);
    assertThat(table.chars()).noneMatch(unit -> unit != '\n' && Character.isISOControl(unit));
  }

  @Property
  void the_json_of_any_text_is_read_as_the_same_text(@ForAll String text) throws Exception {
    String json = Json.of(Map.of("text", text));

    assertThat(json.chars()).allMatch(unit -> unit >= ' ' && unit <= '~');
    if (text.chars().noneMatch(unit -> Character.isSurrogate((char) unit))) {
      try (Jsonb jsonb = JsonbBuilder.create()) {
        assertThat(jsonb.fromJson(json, Map.class)).isEqualTo(Map.of("text", text));
      }
    }
  }

  @Property
  void a_copy_is_the_message_without_what_its_failure_wrote(
      @ForAll Map<String, String> own, @ForAll boolean twice, @ForAll boolean event) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(own);
    headers.put("PikaBus.ReplyToAddress", "customers");
    Map<String, @Nullable Object> failed = new LinkedHashMap<>(headers);
    failed.put("PikaBus.ErrorRetries", 6);
    failed.put("PikaBus.ErrorDetails", "why");
    failed.put("PikaBus.SourceQueue", "orders");
    failed.put("x-delivery-count", 3L);
    Destination to = event ? new Destination.Topic("t") : new Destination.Queue("orders");
    if (event) {
      failed.put("x-pikabus-topic", "t");
      failed.put("x-pikabus-exchange", "e");
    }

    Envelope copy = RetriedMessage.of(properties(failed), new byte[] {1}, BUS, to, twice);

    if (twice) {
      headers.put("PikaBus.PossibleDuplicate", true);
    }
    assertThat(copy.properties()).isEqualTo(properties(headers));
    assertThat(copy.mandatory()).isTrue();
    assertThat(copy.address().created()).isFalse();
    assertThat(copy.address().exchange()).isEqualTo(event ? "PikaBusTopic" : "PikaBusDirect");
    assertThat(copy.address().bound()).isEqualTo(!event);
  }

  @Property
  void a_note_is_read_as_it_was_written(@ForAll Set<Integer> numbers) {
    Set<String> ids = new LinkedHashSet<>();
    numbers.forEach(number -> ids.add("%012x".formatted(number & 0xFFFFFFFFL)));
    RetryNote note = new RetryNote("run", Instant.parse("2026-11-29T10:00:00Z"), ids);

    Envelope envelope = note.envelope(BUS);

    assertThat(RetryNote.read(envelope.properties().headers(), envelope.body())).contains(note);
  }

  @Example
  void a_message_that_says_to_be_a_note_and_is_none_is_a_message() {
    assertThat(RetryNote.read(Map.of("x-pikabus-retry-note", "x"), new byte[] {65})).isEmpty();
  }

  @Example
  void the_id_stays_when_the_broker_counts_and_changes_with_anything_else() {
    MessageProperties sent = properties(new LinkedHashMap<>(Map.of("a", 1)));
    String id = FailureId.of(sent, new byte[] {1});

    assertThat(FailureId.of(properties(Map.of("a", 1, "x-delivery-count", 2L)), new byte[] {1}))
        .isEqualTo(id);
    assertThat(FailureId.of(sent, new byte[] {2})).isNotEqualTo(id);
    assertThat(FailureId.of(properties(Map.of("a", 2)), new byte[] {1})).isNotEqualTo(id);
  }

  @Example
  void the_headline_of_java_is_the_first_line_and_of_python_the_last() {
    assertThat(Failure.headline("\njava.lang.Error: x\n\tat A.b(A.java:1)\nCaused by: y\n"))
        .isEqualTo("java.lang.Error: x");
    assertThat(
            Failure.headline(
                "Traceback (most recent call last):\n"
                    + "  File \"a.py\", line 1\n"
                    + "    f()\n"
                    + "KeyError: 'x'\n\n"))
        .isEqualTo("KeyError: 'x'");
    assertThat(Failure.headline(" \n")).isEmpty();
  }

  private static MessageProperties properties(Map<String, @Nullable Object> headers) {
    return new MessageProperties(
        "text/plain", null, headers, 2, 3, "c", "r", null, "m", Instant.EPOCH, "t", null, "a", "k");
  }
}
