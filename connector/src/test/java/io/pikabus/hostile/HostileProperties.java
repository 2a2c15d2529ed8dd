package io.pikabus.hostile;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.pikabus.faults.Octets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Properties and header tables as no sender writes them, some octet by octet. */
final class HostileProperties {

  private HostileProperties() {}

  static List<Hostile> all() {
    List<Hostile> all = new ArrayList<>();
    all.addAll(texts());
    all.addAll(numbers());
    all.addAll(tables());
    all.addAll(octets());
    return all;
  }

  private static List<Hostile> texts() {
    String group = "properties";
    Map<String, BiFunction<BasicProperties.Builder, String, BasicProperties.Builder>> setters =
        new java.util.TreeMap<>();
    setters.put("content_type", BasicProperties.Builder::contentType);
    setters.put("content_encoding", BasicProperties.Builder::contentEncoding);
    setters.put("correlation_id", BasicProperties.Builder::correlationId);
    setters.put("reply_to", BasicProperties.Builder::replyTo);
    setters.put("expiration", BasicProperties.Builder::expiration);
    setters.put("message_id", BasicProperties.Builder::messageId);
    setters.put("type", BasicProperties.Builder::type);
    setters.put("user_id", BasicProperties.Builder::userId);
    setters.put("app_id", BasicProperties.Builder::appId);
    setters.put("cluster_id", BasicProperties.Builder::clusterId);
    List<Hostile> all = new ArrayList<>();
    setters.forEach(
        (name, setter) -> {
          Map<String, String> values = new HashMap<>();
          values.put("empty", "");
          values.put("255 octets", "x".repeat(255));
          values.put("control characters", "a\u0000\r\n\u202E\u001B[31m");
          values.forEach(
              (what, value) ->
                  all.add(
                      Hostile.properties(
                          group,
                          name + " of " + what,
                          setter.apply(new BasicProperties.Builder(), value))));
        });
    for (String expiration : List.of("0", "1", "-1", "1.5", "99999999999999999999", " 1")) {
      all.add(
          Hostile.properties(
              group,
              "expiration " + expiration,
              new BasicProperties.Builder().expiration(expiration)));
    }
    all.add(Hostile.bare(group, "none"));
    return all;
  }

  private static List<Hostile> numbers() {
    String group = "properties";
    List<Hostile> all = new ArrayList<>();
    for (int mode : new int[] {0, 3, 255}) {
      all.add(
          Hostile.properties(
              group, "delivery_mode " + mode, new BasicProperties.Builder().deliveryMode(mode)));
      all.add(
          Hostile.properties(
              group, "priority " + mode, new BasicProperties.Builder().priority(mode)));
    }
    for (long time : new long[] {Long.MIN_VALUE, -1_000, 0, Long.MAX_VALUE}) {
      all.add(
          Hostile.properties(
              group, "timestamp " + time, new BasicProperties.Builder().timestamp(new Date(time))));
    }
    return all;
  }

  private static List<Hostile> tables() {
    String group = "header tables";
    Map<String, @Nullable Object> many = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      many.put("h" + i, i);
    }
    List<Hostile> all = new ArrayList<>();
    all.add(Hostile.headers(group, "5,000 headers", many));
    all.add(Hostile.headers(group, "names that share a hash code", colliding()));
    all.add(Hostile.header(group, "a text of 120,000 octets", "text", "é".repeat(60_000)));
    all.add(Hostile.header(group, "an empty name", "", "value"));
    all.add(Hostile.header(group, "a name of 255 octets", "n".repeat(255), "value"));
    all.add(
        Hostile.header(
            group, "a list of 20,000", "list", java.util.Collections.nCopies(20_000, 1)));
    all.add(Hostile.header(group, "a name with line breaks", "a\r\nb\u202E", "value"));
    all.add(Hostile.header(group, "the largest double", "d", Double.MAX_VALUE));
    all.add(
        Hostile.header(group, "a decimal of scale 255", "d", new java.math.BigDecimal("1E-255")));
    all.add(Hostile.header(group, "a date far away", "t", new Date(Long.MAX_VALUE)));
    return all;
  }

  /** "Aa" and "BB" have the same hash code in Java, and so have all texts made of them. */
  private static Map<String, @Nullable Object> colliding() {
    Map<String, @Nullable Object> headers = new HashMap<>();
    for (int i = 0; i < 2_048; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 11; bit++) {
        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      headers.put(name.toString(), 1);
    }
    return headers;
  }

  private static byte[] latin1(int length) {
    byte[] octets = new byte[length];
    Arrays.fill(octets, (byte) 0xE4);
    return octets;
  }

  private static byte[] value(char type, int... octets) {
    byte[] value = new byte[octets.length + 1];
    value[0] = (byte) type;
    for (int i = 0; i < octets.length; i++) {
      value[i + 1] = (byte) octets[i];
    }
    return value;
  }

  private static List<Hostile> octets() {
    String group = "octets of content headers";
    List<Hostile> all = new ArrayList<>();
    for (int levels : new int[] {31, 32, 33, 100, 1_000}) {
      all.add(
          Hostile.entries(
              group, levels + " tables", Octets.entry("deep", Octets.nestedTables(levels))));
      all.add(
          Hostile.entries(
              group, levels + " arrays", Octets.entry("deep", Octets.nestedArrays(levels))));
    }
    Map<String, byte[]> values = new java.util.LinkedHashMap<>();
    values.put("an unknown type", value('z', 1, 2, 3, 4));
    values.put("NaN", value('d', 0x7F, 0xF8, 0, 0, 0, 0, 0, 0));
    values.put("infinity", value('d', 0x7F, 0xF0, 0, 0, 0, 0, 0, 0));
    values.put("a float NaN", value('f', 0x7F, 0xC0, 0, 0));
    values.put("an unsigned octet", value('B', 0xFF));
    values.put("an unsigned short", value('u', 0xFF, 0xFF));
    values.put("an unsigned int", value('i', 0xFF, 0xFF, 0xFF, 0xFF));
    values.put("a truth of 7", value('t', 7));
    values.put("a decimal of scale 255", value('D', 255, 0x80, 0, 0, 0));
    values.put("the last time", value('T', 0x7F, 255, 255, 255, 255, 255, 255, 255));
    values.put("a time before all", value('T', 0x80, 0, 0, 0, 0, 0, 0, 0));
    values.put("a void", value('V'));
    values.put("a text that is no UTF-8", Octets.sized('S', latin1(300)));
    values.put("octets", Octets.sized('x', latin1(300)));
    values.put("a text that ends behind its table", Octets.sized('S', 1_000, latin1(2)));
    values.put("a text of a negative length", Octets.sized('S', -1, latin1(2)));
    values.put("a table that ends behind its table", Octets.sized('F', 1_000, latin1(2)));
    values.put("an array of a length too small", Octets.sized('A', 3, value('I', 0, 0, 0, 1)));
    values.forEach(
        (name, value) -> all.add(Hostile.entries(group, name, Octets.entry("v", value))));
    all.add(
        Hostile.entries(
            group,
            "a name that is no UTF-8, and too many tables",
            Octets.entry(latin1(200), Octets.nestedTables(40))));
    all.add(
        Hostile.entries(
            group, "a name that is no UTF-8", Octets.entry(latin1(200), Octets.text("v"))));
    all.add(
        Hostile.entries(
            group,
            "one name twice",
            Octets.entry("PikaBus.MessageId", Octets.text("one")),
            Octets.entry("PikaBus.MessageId", Octets.text("two"))));
    all.add(
        Hostile.raw(
            group,
            "a correlation id that is no UTF-8",
            new byte[0],
            (size, table) -> Octets.correlated(size, latin1(200), table)));
    all.add(
        Hostile.raw(
            group,
            "a table longer than its frame",
            new byte[0],
            (size, table) -> Octets.header(size, table.length + 1_000, table)));
    all.add(
        Hostile.raw(
            group,
            "more flags follow",
            new byte[0],
            (size, table) -> {
              byte[] header = Octets.header(size, table);
              header[13] |= 1;
              return header;
            }));
    all.add(
        Hostile.raw(
            group,
            "flags of properties that are not there",
            new byte[0],
            (size, table) -> {
              byte[] header = Octets.header(size, table);
              header[13] |= (byte) 0xFC;
              return header;
            }));
    all.add(
        Hostile.raw(
            group,
            "nothing behind the flags",
            new byte[0],
            (size, table) -> Arrays.copyOf(Octets.header(size, table), 14)));
    all.add(
        Hostile.raw(
            group,
            "another class",
            new byte[0],
            (size, table) -> {
              byte[] header = Octets.header(size, table);
              header[1] = 50;
              return header;
            }));
    all.add(
        Hostile.raw(
            group,
            "a weight",
            new byte[0],
            (size, table) -> {
              byte[] header = Octets.header(size, table);
              header[3] = 1;
              return header;
            }));
    all.add(
        Hostile.raw(
            group,
            "octets behind the properties",
            new byte[0],
            (size, table) ->
                Octets.joined(
                    Octets.header(size, table), "behind".getBytes(StandardCharsets.UTF_8))));
    return all;
  }
}
