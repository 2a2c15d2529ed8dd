package io.pikabus.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.Destination;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Copies in frames of any size. */
class FittingCopyPropertyTest {

  private static final HeaderNames NAMES = new HeaderNames("PikaBus");

  private static int octets(MessageProperties properties) {
    return 50
        + properties.headers().entrySet().stream()
            .mapToInt(
                header ->
                    6
                        + header.getKey().length()
                        + String.valueOf(header.getValue()).getBytes(StandardCharsets.UTF_8).length)
            .sum();
  }

  private static Envelope copy(int own, int details, boolean deferred) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("own", "o".repeat(own));
    headers.put(NAMES.errorRetries(), 3);
    headers.put(NAMES.errorDetails(), "€".repeat(details));
    headers.put(NAMES.sourceQueue(), "orders");
    Envelope copy =
        new Envelope(
            new Destination.Queue("error"),
            Address.errors("direct", "error"),
            true,
            NAMES,
            new MessageProperties(
                null, null, headers, 2, null, null, null, null, "id", null, null, null, null, null),
            new byte[0],
            null);
    return deferred ? copy.deferred(new Deferral(Instant.EPOCH, "error")) : copy;
  }

  private static MessageProperties alone(MessageProperties properties) {
    return properties
        .without(NAMES.errorRetries())
        .without(NAMES.errorDetails())
        .without(NAMES.sourceQueue());
  }

  @Property
  void what_is_given_fits_keeps_everything_of_its_own_and_only_too_little_room_gives_nothing(
      @ForAll @IntRange(min = 1_000, max = 20_000) int most,
      @ForAll @IntRange(max = 20_000) int own,
      @ForAll @IntRange(max = 6_000) int details,
      @ForAll boolean deferred,
      @ForAll boolean counted,
      @ForAll boolean marked) {
    FrameRoom room = new FrameRoom(most, FittingCopyPropertyTest::octets);
    Envelope unmarked = copy(own, details, deferred);
    Envelope copy = marked ? unmarked.possibleDuplicate() : unmarked;

    Optional<Envelope> fitting = FittingCopy.of(copy, room, counted);

    MessageProperties asItCame = alone(copy.properties());
    if (fitting.isEmpty()) {
      assertThat(octets(copy(own, 0, deferred).properties()) + 600).isGreaterThan(most);
      assertThat(deferred || counted || octets(asItCame) > most).isTrue();
      return;
    }
    Map<String, @Nullable Object> headers = fitting.get().properties().headers();
    assertThat(octets(fitting.get().properties())).isLessThanOrEqualTo(most);
    if (!fitting.get().properties().equals(asItCame)) {
      assertThat(octets(fitting.get().possibleDuplicate().properties())).isLessThanOrEqualTo(most);
    }
    assertThat(headers).containsEntry("own", "o".repeat(own));
    assertThat(headers.containsKey(NAMES.possibleDuplicate())).isEqualTo(marked);
    if (counted) {
      assertThat(headers).containsEntry(NAMES.errorRetries(), 3);
    }
    if (octets(copy.properties()) + 600 < most) {
      assertThat(fitting.get()).isEqualTo(copy);
    }
  }

  /**
   * The frame has just room for what came, and for the mark of a copy that may be there already.
   */
  @Property
  void a_mark_is_kept_or_the_copy_waits(
      @ForAll @IntRange(min = 1_000, max = 20_000) int own,
      @ForAll @IntRange(min = -40, max = 200) int room) {
    Envelope copy = copy(own, 100, false).possibleDuplicate();
    int most = octets(alone(copy.properties())) + room;

    Optional<Envelope> fitting =
        FittingCopy.of(copy, new FrameRoom(most, FittingCopyPropertyTest::octets), false);

    assertThat(fitting.isPresent()).isEqualTo(room >= 0);
    fitting.ifPresent(
        given ->
            assertThat(given.properties().headers())
                .containsEntry(NAMES.possibleDuplicate(), true));
  }
}
