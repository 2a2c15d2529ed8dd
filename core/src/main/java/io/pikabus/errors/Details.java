package io.pikabus.errors;

import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.rabbitmq.Browser.Found;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One message in full: for a person, and as a line of JSON. Pure. */
final class Details {

  private static final int LONGEST_BODY = 4000;

  /** As wide as most names. */
  private static final int LABEL = 28;

  private Details() {}

  static String text(Failure failure, Found found, HeaderNames names) {
    StringBuilder text = new StringBuilder();
    properties(failure, found).forEach((name, value) -> line(text, name, value));
    text.append("headers\n");
    new TreeMap<>(found.metadata().headers())
        .forEach(
            (name, value) -> {
              if (!name.equals(names.errorDetails())) {
                line(text, "  " + name, value + "  (" + type(value) + ")");
              }
            });
    String details = Texts.of(found.metadata().headers().get(names.errorDetails()));
    if (details != null) {
      text.append("why it failed\n").append(Report.lines(details, "  "));
    }
    text.append("body, ").append(found.body().length).append(" octets\n");
    text.append(
        Texts.utf8(found.body())
            .map(
                body ->
                    Report.lines(
                        body.length() > LONGEST_BODY
                            ? body.substring(0, LONGEST_BODY) + "\n… cut: export writes all"
                            : body,
                        "  "))
            .orElse("  (no UTF-8: export writes it in Base64)\n"));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, @Nullable Object value) {
    if (value != null) {
      String label = name + " ".repeat(Math.max(1, LABEL - name.length()));
      text.append(Report.lines(label + Json.plain(value), ""));
    }
  }

  /** A line of JSON. */
  static String json(Failure failure, Found found) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(properties(failure, found));
    Map<String, Object> headers = new LinkedHashMap<>();
    new TreeMap<>(found.metadata().headers())
        .forEach(
            (name, value) -> {
              Map<String, @Nullable Object> typed = new LinkedHashMap<>();
              typed.put("type", type(value));
              typed.put("value", value);
              headers.put(name, typed);
            });
    all.put("headers", headers);
    all.put("body", Texts.utf8(found.body()).orElse(null));
    all.put("bodyBase64", Base64.getEncoder().encodeToString(found.body()));
    return Json.of(all);
  }

  private static Map<String, @Nullable Object> properties(Failure failure, Found found) {
    MessageProperties came = found.properties();
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("id", failure.id());
    all.put("messageId", failure.messageId());
    all.put("failedIn", failure.place());
    all.put("type", failure.type());
    all.put("retries", failure.retries());
    all.put("time", failure.time() == null ? null : failure.time().toString());
    all.put("reason", failure.reason());
    all.put("unreadable", failure.fault());
    all.put("content_type", came.contentType());
    all.put("content_encoding", came.contentEncoding());
    all.put("delivery_mode", came.deliveryMode());
    all.put("priority", came.priority());
    all.put("correlation_id", came.correlationId());
    all.put("reply_to", came.replyTo());
    all.put("expiration", came.expiration());
    all.put("message_id", came.messageId());
    all.put("timestamp", came.timestamp() == null ? null : came.timestamp().toString());
    all.put("type_property", came.type());
    all.put("user_id", came.userId());
    all.put("app_id", came.appId());
    all.put("cluster_id", came.clusterId());
    return all;
  }

  private static String type(@Nullable Object value) {
    return value == null
        ? "void"
        : value instanceof byte[]
            ? "octets"
            : value instanceof List<?>
                ? "array"
                : value instanceof Map<?, ?> ? "table" : value.getClass().getSimpleName();
  }
}
