package io.pikabus.example.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerAddressTest {

  @Test
  void tellsTheShopWhatTheUriSays() {
    BrokerAddress address =
        new BrokerAddress(URI.create("amqp://shop:p%40ss@rabbit.example:5673/orders%2Feu"));

    assertThat(address.environment())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                entry("MP_MESSAGING_CONNECTOR_PIKABUS_HOST", "rabbit.example"),
                entry("MP_MESSAGING_CONNECTOR_PIKABUS_PORT", "5673"),
                entry("MP_MESSAGING_CONNECTOR_PIKABUS_VIRTUAL_HOST", "orders/eu"),
                entry("MP_MESSAGING_CONNECTOR_PIKABUS_USERNAME", "shop"),
                entry("MP_MESSAGING_CONNECTOR_PIKABUS_PASSWORD", "p@ss")));
  }

  @Test
  void fillsInWhatTheUriLeavesOut() {
    assertThat(new BrokerAddress(URI.create("amqp://localhost")).environment())
        .containsEntry("MP_MESSAGING_CONNECTOR_PIKABUS_PORT", "5672")
        .containsEntry("MP_MESSAGING_CONNECTOR_PIKABUS_VIRTUAL_HOST", "/")
        .containsEntry("MP_MESSAGING_CONNECTOR_PIKABUS_USERNAME", "guest");
  }

  @Test
  void refusesWhatTheShopCannotSpeak() {
    assertThatThrownBy(() -> new BrokerAddress(URI.create("amqps://shop:secret@rabbit.example")))
        .isInstanceOf(DemoException.class)
        .hasMessageContaining("amqps")
        .hasMessageNotContaining("secret");
  }
}
