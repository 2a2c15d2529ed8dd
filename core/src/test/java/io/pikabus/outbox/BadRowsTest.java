package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.store.BrokerRegistry;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that this release cannot read, or that somebody else wrote, beside good ones. */
class BadRowsTest {

  private final ObligingBroker broker = new ObligingBroker();
  private final TestOutbox outbox;
  private final Database database;
  private final OutboxTables tables;

  BadRowsTest() throws Exception {
    outbox = new TestOutbox();
    database = outbox.database;
    tables = outbox.tables;
  }

  @BeforeEach
  void create() throws Exception {
    execute("ALTER TABLE pikabus_outbox ALTER COLUMN body DROP NOT NULL");
    execute("ALTER TABLE pikabus_outbox ALTER COLUMN envelope DROP NOT NULL");
  }

  /** Content as it should be, until somebody changes a part of it. */
  private static final class Bytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    static Bytes start() throws IOException {
      Bytes started = new Bytes();
      started.out.writeByte(1);
      started.out.writeByte(1);
      started.text("orders").text("direct").text("orders").raw(0, 0, 0).raw(1).text("PikaBus");
      return started;
    }

    Bytes text(String text) throws IOException {
      byte[] octets = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(octets.length);
      out.write(octets);
      return this;
    }

    Bytes raw(int... octets) throws IOException {
      for (int octet : octets) {
        out.writeByte(octet);
      }
      return this;
    }

    Bytes number(int number) throws IOException {
      out.writeInt(number);
      return this;
    }

    Bytes number(long number) throws IOException {
      out.writeLong(number);
      return this;
    }

    Bytes nothing(int times) throws IOException {
      for (int i = 0; i < times; i++) {
        out.writeByte('0');
      }
      return this;
    }

    Bytes deferred(long second, int nano) throws IOException {
      return nothing(14).raw(1).number(second).number(nano).text("error");
    }

    byte[] end(long timeout) throws IOException {
      return number(timeout).text("direct").text("error").raw(1, 1, 1).all();
    }

    byte[] all() {
      return bytes.toByteArray();
    }
  }

  private static Map<String, byte @Nullable []> unreadable() throws IOException {
    Map<String, byte @Nullable []> rows = new LinkedHashMap<>();
    rows.put("null", null);
    rows.put("empty", new byte[0]);
    rows.put("newer", new byte[] {2, 1});
    rows.put("torn", new byte[] {1, 1, 0, 0});
    rows.put("wrong truth", new byte[] {1, 7});
    rows.put("negative length", new Bytes().raw(1, 1).number(-1).all());
    rows.put("huge length", new Bytes().raw(1, 1).number(Integer.MAX_VALUE).all());
    rows.put("a number as content type", Bytes.start().raw('i').number(7).nothing(13).end(1000));
    rows.put("unknown tag", Bytes.start().raw('?').nothing(13).end(1000));
    rows.put("a text as headers", Bytes.start().nothing(2).raw('S').text("x").end(1000));
    rows.put("negative size", Bytes.start().nothing(2).raw('M').number(-5).nothing(11).end(1000));
    rows.put("due never", Bytes.start().deferred(Long.MAX_VALUE, 0).end(1000));
    rows.put("due before time", Bytes.start().deferred(Long.MIN_VALUE, 0).end(1000));
    rows.put("due in the year 300000", Bytes.start().deferred(1L << 43, 0).end(1000));
    rows.put("bad nanoseconds", Bytes.start().deferred(1, -1).end(1000));
    rows.put("negative timeout", Bytes.start().nothing(14).raw(0).end(-1));
    rows.put("no timeout", Bytes.start().nothing(14).raw(0).end(0));
    rows.put("endless timeout", Bytes.start().nothing(14).raw(0).end(Long.MAX_VALUE));
    rows.put("empty decimal", Bytes.start().raw('D').number(0).number(1).nothing(13).end(1000));
    rows.put("more behind it", concat(Bytes.start().nothing(14).raw(0).end(1000), 9));
    Bytes deep = Bytes.start().nothing(2);
    for (int i = 0; i < 1_000_000; i++) {
      deep.raw('L').number(1);
    }
    rows.put("deep lists", deep.nothing(12).end(1000));
    Bytes maps = Bytes.start().nothing(2);
    for (int i = 0; i < 65; i++) {
      maps.raw('M').number(1).text("k");
    }
    rows.put("deep maps", maps.nothing(12).end(1000));
    return rows;
  }

  private static byte[] concat(byte[] bytes, int last) {
    byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
    longer[bytes.length] = (byte) last;
    return longer;
  }

  private void insert(
      String batch, int position, byte @Nullable [] envelope, byte @Nullable [] body, int attempts)
      throws Exception {
    database.alone(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "INSERT INTO pikabus_outbox (batch_id, position_in_batch, broker, envelope, body,"
                      + " created_at, lease_until, attempts) VALUES (?, ?, 'default', ?, ?, 0, ?, ?)")) {
            statement.setString(1, batch);
            statement.setInt(2, position);
            statement.setBytes(3, envelope);
            statement.setBytes(4, body);
            statement.setLong(5, Long.MIN_VALUE + 1);
            statement.setInt(6, attempts);
            return statement.executeUpdate();
          }
        });
  }

  private byte[] good(String id) {
    return OutboxRow.of("b", 0, BrokerRegistry.DEFAULT, broker.message(id), Duration.ZERO)
        .envelope();
  }

  private void execute(String statement) throws Exception {
    database.alone(
        connection -> {
          try (Statement execution = connection.createStatement()) {
            return execution.execute(statement);
          }
        });
  }

  private List<String> texts(String query) throws Exception {
    return database.alone(
        connection -> {
          List<String> texts = new ArrayList<>();
          try (Statement statement = connection.createStatement();
              ResultSet found = statement.executeQuery(query)) {
            while (found.next()) {
              texts.add(String.valueOf(found.getString(1)));
            }
          }
          return texts;
        });
  }

  /** Takes up what there is, and writes what became of it. */
  private void relay() throws Exception {
    OutcomeWriter outcomeWriter = outbox.outcomeWriter();
    outbox.relay(broker, outcomeWriter).sendSome();
    TestOutbox.settle(outcomeWriter);
  }

  @Test
  void what_cannot_be_read_is_undeliverable_with_its_reason_and_stops_nobody() throws Exception {
    byte[] body = {1};
    int batch = 0;
    for (Map.Entry<String, byte @Nullable []> each : unreadable().entrySet()) {
      insert("b%03d".formatted(batch++), 0, each.getValue(), body, 0);
      insert("b%03d".formatted(batch++), 0, good("after " + each.getKey()), body, 0);
    }
    insert("b%03d".formatted(batch), 0, good("no body"), null, 0);
    insert("last", 0, good("last"), body, 0);

    relay();

    List<String> expected =
        new ArrayList<>(unreadable().keySet().stream().map(name -> "after " + name).toList());
    expected.add("last");
    assertThat(broker.published()).containsExactlyElementsOf(expected);
    List<String> reasons = texts("SELECT failure FROM pikabus_outbox ORDER BY batch_id");
    assertThat(reasons)
        .hasSize(unreadable().size() + 1)
        .allSatisfy(reason -> assertThat(reason).startsWith("A row of the outbox "));
    assertThat(texts("SELECT attempts FROM pikabus_outbox")).containsOnly("1");
    assertThat(texts("SELECT COUNT(*) FROM pikabus_outbox WHERE lease_until <= " + database.now()))
        .containsExactly("0");
    List<OutboxTable.Count> counts = database.alone(c -> tables.outbox(c).count(c));
    assertThat(counts.get(0).failed()).isEqualTo(reasons.size());
  }

  @Test
  void a_row_between_good_ones_of_its_batch_is_the_only_one_that_stays() throws Exception {
    byte[] body = {1};
    insert("one", 0, good("0"), body, 0);
    insert("one", 3, new byte[] {1}, body, 0);
    insert("one", 5, good("5"), body, 0);
    insert("one", 9, new byte[] {1, 1}, body, 0);

    relay();

    assertThat(broker.published()).containsExactly("0", "5");
    assertThat(texts("SELECT position_in_batch FROM pikabus_outbox ORDER BY 1"))
        .containsExactly("0", "1");
    assertThat(
            texts("SELECT OCTET_LENGTH(envelope) FROM pikabus_outbox ORDER BY position_in_batch"))
        .containsExactly("1", "2");
  }

  @Test
  void impossible_numbers_of_attempts_do_not_make_it_be_tried_without_a_pause() throws Exception {
    insert("negative", 0, new byte[] {1}, new byte[0], -50);
    insert("largest", 0, new byte[] {1}, new byte[0], Integer.MAX_VALUE);
    insert("smallest", 0, new byte[] {1}, new byte[0], Integer.MIN_VALUE);
    for (int i = 0; i < 3; i++) {
      relay();
    }
    assertThat(texts("SELECT COUNT(*) FROM pikabus_outbox WHERE lease_until <= " + database.now()))
        .containsExactly("0");
    assertThat(texts("SELECT attempts FROM pikabus_outbox ORDER BY batch_id"))
        .containsExactly(String.valueOf(Integer.MAX_VALUE), "1", "1");
  }
}
