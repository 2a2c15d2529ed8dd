package io.pikabus.hostile;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.pikabus.faults.Octets;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kind of message that no honest sender writes.
 *
 * @param group to which it belongs
 * @param name that says what is hostile about it
 * @param mark by which it is found again: a header, and a text in the body where that can be
 * @param properties as the client writes them; null for none
 * @param contentHeader octets instead of the properties; empty where the client writes them
 * @param mayExpire whether the broker may drop it, as its sender asked
 */
record Hostile(
    String group,
    String name,
    String mark,
    @Nullable BasicProperties properties,
    byte[] contentHeader,
    byte[] body,
    boolean mayExpire) {

  static final String MARK = "hostile";

  private static final byte[] BY_THE_CLIENT = {};

  @Override
  public String toString() {
    return group + ": " + name;
  }

  private static String mark(String group, String name) {
    return MARK + "-" + Integer.toHexString((group + "/" + name).hashCode()) + "-";
  }

  /** A body that every kind of handler can decode. */
  private static byte[] plain(String mark) {
    return octets("{\"number\":1,\"note\":\"" + mark + "\"}");
  }

  static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** With one header. */
  static Hostile header(String group, String name, String header, @Nullable Object value) {
    Map<String, @Nullable Object> headers = new HashMap<>();
    headers.put(header, value);
    return headers(group, name, headers);
  }

  /** With some headers. */
  static Hostile headers(String group, String name, Map<String, @Nullable Object> headers) {
    return properties(group, name, new BasicProperties.Builder().headers(headers));
  }

  /** With properties. */
  static Hostile properties(String group, String name, BasicProperties.Builder builder) {
    String mark = mark(group, name);
    BasicProperties built = builder.build();
    return new Hostile(
        group,
        name,
        mark,
        marked(built, mark),
        BY_THE_CLIENT,
        plain(mark),
        built.getExpiration() != null);
  }

  private static BasicProperties marked(BasicProperties properties, String mark) {
    Map<String, @Nullable Object> headers = new HashMap<>();
    if (properties.getHeaders() != null) {
      headers.putAll(properties.getHeaders());
    }
    headers.put(MARK, mark);
    return properties.builder().headers(headers).build();
  }

  /** Without any properties. */
  static Hostile bare(String group, String name) {
    String mark = mark(group, name);
    return new Hostile(group, name, mark, null, BY_THE_CLIENT, plain(mark), false);
  }

  /** With a body. */
  static Hostile body(String group, String name, byte[] body, @Nullable String encoding) {
    String mark = mark(group, name);
    BasicProperties properties = new BasicProperties.Builder().contentEncoding(encoding).build();
    return new Hostile(group, name, mark, marked(properties, mark), BY_THE_CLIENT, body, false);
  }

  /** With entries of a header table, octet by octet. */
  static Hostile entries(String group, String name, byte[]... entries) {
    String mark = mark(group, name);
    byte[] body = plain(mark);
    byte[] first = Octets.entry(MARK, Octets.text(mark));
    byte[] table = Octets.joined(first, Octets.joined(entries));
    return new Hostile(group, name, mark, null, Octets.header(body.length, table), body, false);
  }

  /** With a content header, octet by octet. */
  static Hostile raw(String group, String name, byte[] entries, Raw raw) {
    String mark = mark(group, name);
    byte[] body = plain(mark);
    byte[] table = Octets.joined(Octets.entry(MARK, Octets.text(mark)), entries);
    return new Hostile(group, name, mark, null, raw.of(body.length, table), body, false);
  }

  /** Makes a content header. */
  interface Raw {
    byte[] of(int bodySize, byte[] table);
  }
}
