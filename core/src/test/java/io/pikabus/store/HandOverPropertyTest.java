package io.pikabus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.Destination;
import io.pikabus.JournalStatus;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.transaction.SendPhase;
import io.pikabus.transaction.TransactionalMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * What an application hands over is what the adapter reads, and what it says of itself likewise.
 */
class HandOverPropertyTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(7);
  private static final Address ERRORS = Address.errors("direct", "error");

  static TransactionalMessage message(int number, byte[] body) {
    return new TransactionalMessage(
        new Envelope(
            new Destination.Queue("orders"),
            Address.queue("direct", "orders"),
            true,
            new HeaderNames("PikaBus"),
            new MessageProperties(
                "application/json",
                null,
                Map.of("Number", number),
                2,
                null,
                null,
                null,
                null,
                "id " + number,
                null,
                null,
                null,
                null,
                null),
            body,
            null),
        (envelope, deadline) -> {
          throw new AssertionError("The application does not publish it.");
        },
        TIMEOUT,
        SendPhase.HANDED_OVER,
        ERRORS,
        null);
  }

  private static List<TransactionalMessage> messages(List<byte[]> bodies) {
    return java.util.stream.IntStream.range(0, bodies.size())
        .mapToObj(i -> message(i, bodies.get(i)))
        .toList();
  }

  @Property(tries = 200)
  void messages_are_read_in_their_order_as_they_were_written(
      @ForAll @Size(max = 20) List<byte[]> bodies) {
    List<TransactionalMessage> sent = messages(bodies);
    List<EnvelopeFormat.Content> read = HandOver.read(HandOver.write(sent));
    assertThat(read).hasSameSizeAs(sent);
    for (int i = 0; i < sent.size(); i++) {
      assertThat(read.get(i).envelope())
          .usingRecursiveComparison()
          .withStrictTypeChecking()
          .isEqualTo(sent.get(i).envelope());
      assertThat(read.get(i).timeout()).isEqualTo(TIMEOUT);
      assertThat(read.get(i).errors()).isEqualTo(ERRORS);
    }
  }

  @Property(tries = 100)
  void a_list_from_which_a_part_is_missing_is_refused(
      @ForAll @Size(min = 1, max = 5) List<byte[]> bodies, @ForAll @IntRange(max = 9) int which) {
    List<byte[]> parts = new java.util.ArrayList<>(HandOver.write(messages(bodies)));
    parts.remove(which % parts.size());
    assertThatThrownBy(() -> HandOver.read(parts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each has two");
  }

  @Property(tries = 200)
  void a_description_is_read_as_it_was_said(
      @ForAll String release,
      @ForAll String broker,
      @ForAll String virtualHost,
      @ForAll @IntRange int inDoubt,
      @ForAll @IntRange int undelivered,
      @ForAll boolean working,
      @ForAll String reason) {
    JournalStatus journal =
        JournalStatus.builder()
            .inDoubt(inDoubt, null)
            .undelivered(undelivered, null)
            .working(working)
            .reason(reason)
            .build();
    AdapterDescription said =
        AdapterDescription.ofThisRelease(release, broker, virtualHost).holding(journal);
    assertThat(AdapterDescription.of(said.texts())).isEqualTo(said);
    assertThat(said.journal()).isEqualTo(journal);
  }

  @Property(tries = 200)
  void what_is_no_description_is_none(@ForAll Map<String, String> texts) {
    @Nullable AdapterDescription read = AdapterDescription.of(texts);
    assertThat(read).isNull();
    assertThat(AdapterDescription.of(texts.keySet())).isNull();
    assertThat(AdapterDescription.of(Map.of("pikabus.hand-over", "none"))).isNull();
  }
}
