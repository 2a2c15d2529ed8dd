package io.pikabus.protocol;

import static io.pikabus.protocol.Sending.NAMES;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.IncomingMetadata;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IncomingHeadersTest {

  private static IncomingMetadata read(Map<String, @Nullable Object> headers) {
    return IncomingHeaders.read("orders", true, "direct", "key", null, headers, NAMES);
  }

  @Test
  void a_message_of_a_stranger_has_nothing_but_what_the_broker_says() {
    assertThat(read(Map.of()))
        .isEqualTo(
            IncomingMetadata.builder("orders")
                .redelivered(true)
                .exchange("direct")
                .routingKey("key")
                .build());
  }

  @Test
  void headers_under_another_prefix_are_not_ours() {
    IncomingMetadata metadata = read(Map.of("Acme.MessageId", "7"));
    assertThat(metadata.messageId()).isNull();
    assertThat(metadata.headers()).containsEntry("Acme.MessageId", "7");
  }
}
