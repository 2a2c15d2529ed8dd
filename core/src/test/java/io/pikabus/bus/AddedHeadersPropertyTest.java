package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.Destination;
import io.pikabus.SendOptions;
import io.pikabus.protocol.HeaderNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a service adds to the headers of a message, and what it cannot. */
class AddedHeadersPropertyTest {

  private static final Destination QUEUE = new Destination.Queue("orders");

  private static SendOptions added(Map<String, Object> hook, SendOptions said, HeaderNames names) {
    return new AddedHeaders(List.of((message, payload) -> hook)).to(QUEUE, "text", said, names);
  }

  @Property
  void the_senders_headers_win_and_the_others_are_added(
      @ForAll("headers") Map<String, Object> hook, @ForAll("headers") Map<String, Object> own) {
    SendOptions said = SendOptions.none().withHeaders(own).withMessageType("shop.Order");
    Map<String, Object> expected = new HashMap<>(hook);
    expected.putAll(own);
    SendOptions all = added(hook, said, new HeaderNames("PikaBus"));
    assertThat(all.headers()).isEqualTo(expected);
    assertThat(all.messageType()).isEqualTo("shop.Order");
  }

  @Property
  void nothing_behind_the_prefix_of_the_bus_is_added_whatever_it_is(
      @ForAll("words") String prefix,
      @ForAll("words") String name,
      @ForAll("headers") Map<String, Object> hook) {
    Map<String, Object> forged = new HashMap<>(hook);
    forged.put(prefix + "." + name, "forged");
    assertThatThrownBy(() -> added(forged, SendOptions.none(), new HeaderNames(prefix)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + prefix + "." + name + "', which belongs to the bus");
  }

  @Property
  void the_senders_own_headers_of_the_bus_stay_allowed(@ForAll("words") String id) {
    SendOptions said = SendOptions.none().withHeader("PikaBus.MessageId", id);
    assertThat(added(Map.of("tenant", "acme"), said, new HeaderNames("PikaBus")).headers())
        .containsEntry("PikaBus.MessageId", id)
        .containsEntry("tenant", "acme");
  }

  @Provide
  Arbitrary<Map<String, Object>> headers() {
    return Arbitraries.maps(
            words(),
            Arbitraries.oneOf(
                words().map(Object.class::cast), Arbitraries.integers().map(Object.class::cast)))
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(6);
  }
}
