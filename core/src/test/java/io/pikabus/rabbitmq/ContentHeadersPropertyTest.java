package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQImpl;
import io.pikabus.faults.Octets;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What passes, the client reads; what it would not read is repaired, and then it does. */
@SuppressWarnings("JavaUtilDate") // A header's date arrives as one.
class ContentHeadersPropertyTest {

  private static final String NOTE = "note";

  private static AMQP.BasicProperties client(byte[] payload) throws IOException {
    return (AMQP.BasicProperties)
        AMQImpl.readContentHeaderFrom(new DataInputStream(new ByteArrayInputStream(payload)));
  }

  private static byte[] repaired(byte[] payload) {
    return RepairedHeader.of(payload, 7, NOTE, "text");
  }

  private static byte[] written(Random random) throws IOException {
    AMQP.BasicProperties.Builder properties = new AMQP.BasicProperties.Builder();
    if (random.nextBoolean()) {
      properties.contentType("text/plain").deliveryMode(2).timestamp(new Date(5_000));
    }
    if (random.nextBoolean()) {
      properties.correlationId("correlation").messageId("message").appId("app").priority(3);
    }
    if (random.nextInt(4) > 0) {
      properties.headers(table(random, 3));
    }
    return properties.build().toFrame(1, random.nextInt(1000)).getPayload();
  }

  private static Map<String, Object> table(Random random, int depth) {
    Map<String, Object> table = new HashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      table.put("header-" + i, value(random, depth));
    }
    return table;
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 12 : 10)) {
      case 0 -> "text";
      case 1 -> random.nextInt();
      case 2 -> random.nextLong();
      case 3 -> true;
      case 4 -> new byte[random.nextInt(9)];
      case 5 -> new BigDecimal("1.5");
      case 6 -> new Date(1_000);
      case 7 -> random.nextDouble();
      case 8 -> (short) 3;
      case 9 -> (byte) 4;
      case 10 -> List.of(value(random, depth - 1), value(random, depth - 1));
      default -> table(random, depth - 1);
    };
  }

  @Property
  void what_the_client_writes_passes(@ForAll long seed) throws IOException {
    byte[] payload = written(new Random(seed));

    assertThat(ContentHeaders.fault(payload)).isNull();
  }

  @Property(tries = 3000)
  void whatever_passes_is_read_and_whatever_does_not_is_read_once_it_is_repaired(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int changes) throws IOException {
    Random random = new Random(seed);
    byte[] payload = written(random);
    for (int i = 0; i < changes; i++) {
      payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
    }
    byte[] cut = random.nextInt(3) == 0 ? shortened(payload, random) : payload;

    if (ContentHeaders.fault(cut) == null) {
      assertThatCode(() -> client(cut)).doesNotThrowAnyException();
    }
    AMQP.BasicProperties read = client(repaired(cut));
    assertThat(read.getBodySize()).isEqualTo(7);
    assertThat(read.getHeaders()).containsKey(NOTE);
    assertThat(ContentHeaders.fault(repaired(cut))).isNull();
  }

  private static byte[] shortened(byte[] payload, Random random) {
    return java.util.Arrays.copyOf(payload, random.nextInt(payload.length + 1));
  }

  @Property
  void what_is_sound_is_as_it_was_after_the_repair(@ForAll long seed) throws IOException {
    byte[] payload = written(new Random(seed));
    AMQP.BasicProperties before = client(payload);

    AMQP.BasicProperties after = client(repaired(payload));

    Map<String, Object> headers = new HashMap<>(after.getHeaders());
    headers.remove(NOTE);
    assertThat(headers.keySet())
        .isEqualTo(before.getHeaders() == null ? Map.of().keySet() : before.getHeaders().keySet());
    assertThat(after.getMessageId()).isEqualTo(before.getMessageId());
    assertThat(after.getTimestamp()).isEqualTo(before.getTimestamp());
    assertThat(after.getContentType()).isEqualTo(before.getContentType());
    assertThat(after.getAppId()).isEqualTo(before.getAppId());
  }

  @Property
  void nesting_passes_as_deep_as_the_client_reads(@ForAll @IntRange(min = 1, max = 300) int levels)
      throws IOException {
    byte[] tables = Octets.header(0, Octets.entry("deep", Octets.nestedTables(levels)));
    byte[] arrays = Octets.header(0, Octets.entry("deep", Octets.nestedArrays(levels)));

    assertThat(ContentHeaders.fault(tables) == null).isEqualTo(levels <= ContentHeaders.DEEPEST);
    assertThat(ContentHeaders.fault(arrays) == null).isEqualTo(levels <= ContentHeaders.DEEPEST);
    if (levels <= ContentHeaders.DEEPEST) {
      assertThat(client(tables).getHeaders()).containsKey("deep");
      assertThat(client(arrays).getHeaders()).containsKey("deep");
    }
  }

  @Example
  void an_unreadable_header_keeps_its_name_and_octets_and_its_neighbours_their_values()
      throws IOException {
    byte[] deep = Octets.nestedTables(40);
    byte[] payload =
        Octets.header(
            5,
            Octets.entry("first", Octets.text("one")),
            Octets.entry("deep", deep),
            Octets.entry("last", Octets.text("two")));

    AMQP.BasicProperties read = client(repaired(payload));

    assertThat(ContentHeaders.fault(payload)).contains("header 'deep'").contains("32 levels");
    assertThat(read.getHeaders().get("first")).hasToString("one");
    assertThat(read.getHeaders().get("last")).hasToString("two");
    assertThat(read.getHeaders()).containsEntry("deep", deep);
    assertThat(read.getMessageId()).isEqualTo("raw-1");
  }

  @Example
  void what_cannot_be_told_apart_is_kept_together() throws IOException {
    List<byte[]> payloads = new ArrayList<>();
    byte[] first = Octets.entry("first", Octets.text("one"));
    payloads.add(Octets.header(5, first, Octets.entry("odd", new byte[] {'Z', 1, 2, 3, 4})));
    payloads.add(
        Octets.header(5, first, Octets.entry("odd", Octets.sized('S', 99, new byte[] {'a'}))));
    payloads.add(
        Octets.header(5, first, Octets.entry("odd", Octets.sized('F', -2, new byte[] {'a'}))));
    for (byte[] payload : payloads) {
      AMQP.BasicProperties read = client(repaired(payload));

      assertThat(ContentHeaders.fault(payload)).contains("header 'odd'");
      assertThat(read.getHeaders().get("first")).hasToString("one");
      assertThat(read.getHeaders().get("odd")).isInstanceOf(byte[].class);
      assertThat(read.getMessageId()).isEqualTo("raw-1");
    }
    byte[] beyond = Octets.header(5, 5000, first);
    assertThat(ContentHeaders.fault(beyond)).contains("table");
    assertThat(client(repaired(beyond)).getHeaders()).containsKey(RepairedHeader.PROPERTIES);
  }
}
