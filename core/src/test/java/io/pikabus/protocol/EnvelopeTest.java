package io.pikabus.protocol;

import static io.pikabus.protocol.Sending.QUEUE;
import static io.pikabus.protocol.Sending.SENDER;
import static io.pikabus.protocol.Sending.TOPIC;
import static io.pikabus.protocol.Sending.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.SendOptions;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

  private static final SendOptions SECRET = SendOptions.none().withHeader("token", "hidden");

  @Test
  void a_message_that_is_sent_again_says_so_and_is_the_same_otherwise() {
    Envelope first = send(SECRET);
    Envelope again = first.possibleDuplicate();
    assertThat(again.properties().headers())
        .containsEntry("PikaBus.PossibleDuplicate", true)
        .containsAllEntriesOf(first.properties().headers())
        .hasSize(first.properties().headers().size() + 1);
    assertThat(again)
        .usingRecursiveComparison()
        .ignoringFields("properties.headers")
        .isEqualTo(first);
    assertThat(again.possibleDuplicate().properties()).isEqualTo(again.properties());
  }

  @Test
  void takes_another_way_or_time_and_is_the_same_otherwise() {
    Envelope sent = send(SECRET);
    Deferral later = new Deferral(Sending.NOW, "error");
    Address elsewhere = Address.declared("PikaBusDelay", "key");
    assertThat(sent.deferred(later).deferral()).isEqualTo(later);
    assertThat(sent.deferred(later).undeferred()).isEqualTo(sent);
    assertThat(sent.via(elsewhere).address()).isEqualTo(elsewhere);
    assertThat(sent.via(elsewhere).via(sent.address())).isEqualTo(sent);
    assertThat(sent.via(elsewhere).destination()).isEqualTo(QUEUE);
  }

  @Test
  void describes_itself_without_its_content() {
    assertThat(send(SECRET).describe()).isEqualTo("Command id-1 to queue 'orders'");
    assertThat(send(TOPIC, SECRET, SENDER, null).describe())
        .isEqualTo("Event id-1 to topic 'order.accepted'");
    assertThat(send(QUEUE, SECRET, SENDER, null).describe()).doesNotContain("hidden");
  }
}
