package io.pikabus.vectors;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.IncomingMetadata;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.IncomingHeaders;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.protocol.TimeFormat;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages of vectors. */
final class Messages {

  private Messages() {}

  /** As it is read when it arrives. */
  static IncomingMetadata incoming(Node message) {
    MessageProperties properties = properties(message);
    String queue = requireNonNull(message.text("queue", "orders"));
    return IncomingHeaders.read(
        queue,
        false,
        "PikaBusDirect",
        queue,
        properties,
        properties.headers(),
        new byte[0],
        new HeaderNames(requireNonNull(message.text("prefix", "PikaBus"))),
        TimeFormat.LEGACY);
  }

  /** All that it carries. */
  static MessageProperties properties(Node message) {
    Node basic = message.child("properties");
    return new MessageProperties(
        basic.text("content_type", null),
        basic.text("content_encoding", null),
        message.table("headers"),
        integer(basic, "delivery_mode"),
        integer(basic, "priority"),
        basic.text("correlation_id", null),
        basic.text("reply_to", null),
        basic.text("expiration", null),
        basic.text("message_id", null),
        basic.has("timestamp") ? Instant.ofEpochSecond(basic.number("timestamp", 0)) : null,
        basic.text("type", null),
        basic.text("user_id", null),
        basic.text("app_id", null),
        basic.text("cluster_id", null));
  }

  private static @Nullable Integer integer(Node basic, String name) {
    return basic.has(name) ? Integer.valueOf(basic.number(name, 0)) : null;
  }

  /**
   * Compares a message with {@code headers} and {@code properties}, each complete, or with {@code
   * headersInclude}, {@code headersLack} and {@code propertiesInclude}.
   */
  static void assertMessage(Node expected, MessageProperties found) {
    if (expected.has("headers")) {
      assertThat(found.headers()).isEqualTo(expected.table("headers"));
    }
    assertThat(found.headers()).containsAllEntriesOf(expected.table("headersInclude"));
    expected
        .texts("headersLack")
        .forEach(name -> assertThat(found.headers()).doesNotContainKey(name));
    Map<String, @Nullable Object> basic = basic(found);
    if (expected.has("properties")) {
      assertThat(basic).isEqualTo(expected.table("properties"));
    }
    assertThat(basic).containsAllEntriesOf(expected.table("propertiesInclude"));
    expected.texts("propertiesLack").forEach(name -> assertThat(basic).doesNotContainKey(name));
  }

  /** By the names of AMQP; the timestamp in the seconds of the wire. */
  private static Map<String, @Nullable Object> basic(MessageProperties found) {
    Map<String, @Nullable Object> basic = new LinkedHashMap<>();
    basic.put("content_type", found.contentType());
    basic.put("content_encoding", found.contentEncoding());
    basic.put("delivery_mode", found.deliveryMode());
    basic.put("priority", found.priority());
    basic.put("correlation_id", found.correlationId());
    basic.put("reply_to", found.replyTo());
    basic.put("expiration", found.expiration());
    basic.put("message_id", found.messageId());
    Instant timestamp = found.timestamp();
    basic.put("timestamp", timestamp == null ? null : (int) timestamp.getEpochSecond());
    basic.put("type", found.type());
    basic.put("user_id", found.userId());
    basic.put("app_id", found.appId());
    basic.put("cluster_id", found.clusterId());
    basic.values().removeIf(value -> value == null);
    return basic;
  }
}
