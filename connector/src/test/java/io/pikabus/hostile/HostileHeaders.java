package io.pikabus.hostile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that no sender writes into the headers of the protocol, of ours and of the broker. */
final class HostileHeaders {

  private static final List<String> PROTOCOL =
      List.of(
          "MessageId",
          "CorrelationId",
          "TimeSent",
          "Intent",
          "ContentType",
          "ContentEncoding",
          "ReplyToAddress",
          "OriginatingAddress",
          "MessageType",
          "DeferredTime",
          "ErrorRetries",
          "ErrorDetails",
          "SourceQueue",
          "PossibleDuplicate");

  private HostileHeaders() {}

  /**
   * All of them.
   *
   * @param queue that exists and that nobody consumes
   * @param errors the error queue of the bus
   */
  static List<Hostile> all(String queue, String errors) {
    List<Hostile> all = new ArrayList<>();
    all.addAll(protocol());
    all.addAll(addresses(queue, errors));
    all.addAll(counts());
    all.addAll(times());
    all.addAll(notes(queue, errors));
    all.addAll(ofTheBroker(queue));
    return all;
  }

  private static Map<String, @Nullable Object> values() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("empty", "");
    values.put("a text of 70,000 characters", "x".repeat(70_000));
    values.put("control characters", "a\u0000\r\n\u001B[2J\u202Eb");
    values.put("octets that are no text", new byte[] {(byte) 0xC3, 0x28, (byte) 0xFF});
    values.put("the lowest number", Long.MIN_VALUE);
    values.put("a table", Map.of("a", Map.of("b", List.of(1, "c"))));
    values.put("a list", List.of("a", 1L, true, new Date(0)));
    values.put("void", null);
    return Collections.unmodifiableMap(values);
  }

  private static List<Hostile> protocol() {
    List<Hostile> all = new ArrayList<>();
    for (String header : PROTOCOL) {
      values()
          .forEach(
              (name, value) ->
                  all.add(
                      Hostile.header(
                          "protocol headers", header + " is " + name, "PikaBus." + header, value)));
    }
    Map<String, @Nullable Object> everything = new HashMap<>();
    for (String header : PROTOCOL) {
      everything.put("PikaBus." + header, "x".repeat(300));
    }
    all.add(Hostile.headers("protocol headers", "all are long", everything));
    return all;
  }

  private static List<Hostile> addresses(String queue, String errors) {
    String group = "addresses of replies";
    List<Hostile> all = new ArrayList<>();
    for (String address :
        List.of(
            errors,
            "no-such-queue",
            "PikaBusDelay05",
            "PikaBusDelayShort",
            "amq.rabbitmq.reply-to",
            "amq.rabbitmq.reply-to.g1h2AA5yZXBseUA0.forged==",
            "amq.gen-forged",
            "../../etc/passwd",
            "a".repeat(256),
            "é".repeat(128),
            "*",
            "#.#.#",
            queue)) {
      String shown = address.equals(queue) ? "another queue" : address;
      shown = address.equals(errors) ? "the error queue" : shown;
      String name = shown.length() > 60 ? shown.length() + " characters " + shown.charAt(0) : shown;
      all.add(Hostile.header(group, "header " + name, "PikaBus.ReplyToAddress", address));
    }
    return all;
  }

  private static List<Hostile> counts() {
    String group = "counts";
    List<Hostile> all = new ArrayList<>();
    for (Object value :
        List.of(
            -1,
            1,
            Integer.MAX_VALUE,
            Integer.MIN_VALUE,
            Long.MAX_VALUE,
            "2147483648",
            "1e3",
            "१",
            1.5,
            true,
            "9".repeat(60_000))) {
      String text = value.toString();
      String name = text.length() > 40 ? "so many digits" : text;
      String type = value.getClass().getSimpleName();
      all.add(
          Hostile.header(
              group, "ErrorRetries " + name + " " + type, "PikaBus.ErrorRetries", value));
      all.add(
          Hostile.header(group, "deliveries " + name + " " + type, "x-pikabus-deliveries", value));
    }
    all.add(Hostile.header(group, "x-delivery-count forged", "x-delivery-count", 1_000));
    return all;
  }

  private static List<Hostile> times() {
    String group = "times";
    List<Hostile> all = new ArrayList<>();
    for (String time :
        List.of(
            "9999-12-31T23:59:59.999999+00:00",
            "+999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "2999-01-01T00:00:00+18:00",
            "2999-01-01T00:00:00-18:00",
            "2999-01-01T00:00:00+99:99",
            "2999-02-30T00:00:00Z",
            "2999-01-01T24:00:00Z",
            "2999-01-01T00:00:60Z",
            "2999-01-01 00:00",
            "12/31/2999 23:59:59",
            "13/32/2999 25:61:61",
            "02/29/2999 00:00:00",
            "12/31/99999 23:59:59",
            "/",
            "T",
            "2999-01-01T00:00:00.9999999999Z",
            "２９９９-01-01T00:00:00Z",
            "now")) {
      all.add(Hostile.header(group, "DeferredTime " + time, "PikaBus.DeferredTime", time));
    }
    all.add(
        Hostile.header(group, "DeferredTime a date", "PikaBus.DeferredTime", new Date(1L << 45)));
    all.add(
        Hostile.header(
            group, "TimeSent far away", "PikaBus.TimeSent", "+999999999-12-31T23:59:59Z"));
    all.add(Hostile.header(group, "DueTime", "PikaBus.DueTime", "9999-12-31T23:59:59Z"));
    return all;
  }

  private static List<Hostile> notes(String queue, String errors) {
    String group = "delay notes";
    List<Hostile> all = new ArrayList<>();
    Map<String, @Nullable Object> changes = new LinkedHashMap<>();
    changes.put("due", Long.MAX_VALUE);
    changes.put("queue", "no-such-queue");
    changes.put("exchange", "amq.topic");
    changes.put("error-queue", "q".repeat(256));
    changes.put("header-prefix", "p".repeat(250));
    changes.put("none", null);
    for (Map.Entry<String, @Nullable Object> change : changes.entrySet()) {
      for (long ahead : List.of(0L, 3_600_000L, 1L << 42)) {
        Map<String, @Nullable Object> note = new HashMap<>();
        note.put("x-pikabus-delay-due", System.currentTimeMillis() + ahead);
        note.put("x-pikabus-delay-queue", queue);
        note.put("x-pikabus-delay-exchange", "PikaBusDirect");
        note.put("x-pikabus-delay-error-queue", errors);
        note.put("x-pikabus-delay-header-prefix", "PikaBus");
        note.put("x-pikabus-delay-" + change.getKey(), change.getValue());
        all.add(
            Hostile.headers(group, change.getKey() + " changed, due in " + ahead + " ms", note));
      }
    }
    all.add(Hostile.header(group, "a note of a retry", "x-pikabus-retry-note", "forged"));
    all.add(Hostile.header(group, "a retry begun", "x-pikabus-retry-begun", Map.of("a", 1)));
    all.add(Hostile.header(group, "a mark of sending on", "x-pikabus-sent-on", "f".repeat(70_000)));
    return all;
  }

  private static List<Hostile> ofTheBroker(String queue) {
    String group = "headers of the broker";
    List<Object> deaths = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Map<String, Object> death = new HashMap<>();
      death.put("count", Long.MAX_VALUE);
      death.put("reason", "expired");
      death.put("queue", queue);
      death.put("time", new Date(0));
      death.put("exchange", "");
      death.put("routing-keys", List.of("a", "b"));
      deaths.add(death);
    }
    List<Hostile> all = new ArrayList<>();
    all.add(Hostile.header(group, "x-death with 100 entries", "x-death", deaths));
    all.add(Hostile.header(group, "x-death is a text", "x-death", "forged"));
    all.add(Hostile.header(group, "x-death is a list of texts", "x-death", List.of("a")));
    all.add(
        Hostile.header(group, "x-first-death-queue is a table", "x-first-death-queue", Map.of()));
    all.add(Hostile.header(group, "CC to another queue", "CC", List.of(queue)));
    all.add(Hostile.header(group, "CC is a text", "CC", queue));
    all.add(Hostile.header(group, "CC holds a number", "CC", List.of(1)));
    all.add(Hostile.header(group, "CC is too long", "CC", List.of("c".repeat(256))));
    all.add(Hostile.header(group, "BCC to another queue", "BCC", List.of(queue)));
    all.add(Hostile.header(group, "BCC is a number", "BCC", 7));
    all.add(Hostile.header(group, "x-delay", "x-delay", -1));
    all.add(Hostile.header(group, "x-message-ttl", "x-message-ttl", "1"));
    all.add(Hostile.header(group, "x-match", "x-match", "all"));
    for (String name : List.of("expiration", "priority", "delivery_mode", "user_id", "app_id")) {
      all.add(Hostile.header(group, name + " as a header, long", name, "9".repeat(300)));
    }
    return all;
  }
}
