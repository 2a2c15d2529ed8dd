package io.pikabus.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessagePropertiesTest {

  private static MessageProperties with(Map<String, @Nullable Object> headers) {
    return new MessageProperties(
        "application/json",
        "utf-8",
        headers,
        2,
        3,
        "talk",
        "answers",
        "60000",
        "id",
        Instant.EPOCH,
        "shop.Order",
        "guest",
        "shop",
        "east");
  }

  @Test
  @SuppressWarnings("JavaUtilDate") // What the client makes of an AMQP timestamp.
  void forwarded_leaves_every_other_header_as_the_client_read_it() {
    Object asTheClientReadIt = new Object();
    Map<String, @Nullable Object> headers = new HashMap<>();
    headers.put("text", asTheClientReadIt);
    headers.put("number", 7);
    headers.put("long", 7L);
    headers.put("decimal", 1.5);
    headers.put("truth", true);
    headers.put("date", new Date(0));
    headers.put("bytes", new byte[] {1});
    headers.put("list", List.of(1, "two"));
    headers.put("table", Map.of("a", 1));
    headers.put("void", null);
    headers.put("user_id", "guest");
    headers.put("expiration", "60000");
    headers.put("cc", "lower case is the caller's own");
    headers.put("x-deaths", "so is this");

    Map<String, @Nullable Object> forwarded = with(headers).forwarded().headers();

    headers.put("x-pikabus-user-id", "guest");
    assertThat(forwarded).isEqualTo(headers);
    assertThat(forwarded.get("text")).isSameAs(asTheClientReadIt);
  }

  @Test
  void forwarding_changes_nothing_in_the_original() {
    MessageProperties original = with(Map.of("CC", "elsewhere"));
    original.forwarded();
    assertThat(original).isEqualTo(with(Map.of("CC", "elsewhere")));
  }

  @Test
  void a_header_is_read_as_text_whatever_its_type() {
    Map<String, @Nullable Object> headers = new HashMap<>();
    headers.put("number", 7);
    headers.put("void", null);
    assertThat(with(headers).header("number")).isEqualTo("7");
    assertThat(with(headers).header("void")).isNull();
    assertThat(with(headers).header("missing")).isNull();
  }

  @Test
  void nobody_who_reads_the_headers_can_change_them() {
    assertThatThrownBy(() -> with(new HashMap<>(Map.of("a", 1))).headers().put("a", 2))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
