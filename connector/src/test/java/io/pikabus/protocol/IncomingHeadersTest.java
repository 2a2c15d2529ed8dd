package io.pikabus.protocol;

import static io.pikabus.protocol.Sending.NAMES;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.IncomingMetadata;
import io.pikabus.Intent;
import java.util.HashMap;
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
            new IncomingMetadata(
                "orders", true, "direct", "key", null, null, null, null, null, null, null, null,
                Map.of()));
  }

  @Test
  void the_user_is_the_property_alone_and_no_header() {
    Map<String, @Nullable Object> headers = new HashMap<>();
    headers.put("user_id", "forged");
    headers.put("x-pikabus-user-id", "forged");
    assertThat(read(headers).userId()).isNull();
    assertThat(
            IncomingHeaders.read(
                    "orders", true, "direct", "key", null, null, null, "shop", headers, NAMES)
                .userId())
        .isEqualTo("shop");
  }

  @Test
  void a_stranger_may_say_the_identifier_as_amqp_does_but_the_header_counts() {
    Map<String, @Nullable Object> headers = new HashMap<>();
    assertThat(
            IncomingHeaders.read("orders", true, "direct", "key", "amqp", headers, NAMES)
                .messageId())
        .isEqualTo("amqp");
    headers.put(NAMES.messageId(), "header");
    assertThat(
            IncomingHeaders.read("orders", true, "direct", "key", "amqp", headers, NAMES)
                .messageId())
        .isEqualTo("header");
  }

  @Test
  void what_is_unreadable_is_as_good_as_missing() {
    Map<String, @Nullable Object> odd = new HashMap<>();
    odd.put(NAMES.timeSent(), "yesterday");
    odd.put(NAMES.intent(), "Command");
    odd.put(NAMES.messageId(), null);
    IncomingMetadata metadata = read(odd);
    assertThat(metadata.timeSent()).isNull();
    assertThat(metadata.intent()).isNull();
    assertThat(metadata.messageId()).isNull();
  }

  @Test
  void a_number_where_text_is_meant_is_read_as_text() {
    assertThat(read(Map.of(NAMES.messageId(), 7)).messageId()).isEqualTo("7");
    assertThat(read(Map.of(NAMES.intent(), "event")).intent()).isEqualTo(Intent.EVENT);
  }

  @Test
  void headers_under_another_prefix_are_not_ours() {
    IncomingMetadata metadata = read(Map.of("Acme.MessageId", "7"));
    assertThat(metadata.messageId()).isNull();
    assertThat(metadata.headers()).containsEntry("Acme.MessageId", "7");
  }
}
