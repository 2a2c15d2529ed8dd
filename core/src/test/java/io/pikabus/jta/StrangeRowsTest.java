package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.OutboxStatus;
import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that somebody else wrote into the outbox's table, beside those of an application. */
@Timeout(120)
@Tag("slow")
class StrangeRowsTest {

  private static final List<String> ENVELOPES =
      List.of(
          "", "00", "02FF", "01FF", "0101FFFFFFFF", "01010000000171", "0101" + "00".repeat(200));

  @ParameterizedTest
  @EnumSource
  void messages_leave_the_table_beside_rows_that_nobody_can_read(Engine engine) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String out = bed.peer().queue("out");
      String octets = engine == Engine.H2 ? "X'%s'" : "'\\x%s'";
      int rows = 0;
      for (String envelope : ENVELOPES) {
        bed.database()
            .execute(
                ("INSERT INTO pikabus_outbox (batch_id, position_in_batch, broker, envelope, body,"
                        + " created_at, lease_until, attempts) VALUES ('strange%d', 0, 'default', "
                        + octets
                        + ", "
                        + octets
                        + ", -1, -1, -7)")
                    .formatted(rows++, envelope, "7B7D"));
      }
      PikaBus bus = bed.bus(Mode.OUTBOX);
      for (int i = 0; i < 5; i++) {
        String text = "m" + i;
        // With an ordering key it leaves from the table.
        bed.inTransaction(() -> bus.send(out, text, SendOptions.none().withOrderingKey("key")));
      }
      assertThat(bed.texts(out, 5)).containsExactly("m0", "m1", "m2", "m3", "m4");
      int strange = rows;
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(
              () ->
                  assertThat(bed.node().engine().outbox().map(OutboxStatus::undeliverable))
                      .isEqualTo(Optional.of((long) strange)));
      assertThat(bed.database().texts("SELECT DISTINCT failure FROM pikabus_outbox"))
          .allSatisfy(reason -> assertThat(reason).isNotBlank());
      assertThat(bed.peer().ready(out)).isZero();
    }
  }

  /** A row as we write it, with one octet changed here or there, cut or followed by others. */
  private static List<byte[]> damaged(byte[] row) {
    Random random = new Random(23);
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] changed = row.clone();
      changed[i * row.length / 40] = (byte) (i % 2 == 0 ? 0xFF : random.nextInt());
      rows.add(changed);
    }
    for (int i = 1; i <= 10; i++) {
      rows.add(Arrays.copyOf(row, i * row.length / 11));
      rows.add(Arrays.copyOf(row, row.length + i));
      byte[] any = new byte[i * 20];
      random.nextBytes(any);
      rows.add(any);
    }
    return rows;
  }

  @ParameterizedTest
  @EnumSource
  void rows_that_somebody_damaged_are_sent_or_undeliverable_and_stop_nobody(Engine engine)
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String out = bed.peer().queue("out");
      String damaged = bed.peer().queue("damaged");
      Deployment cutOff =
          bed.another(bed.node().setup().with("port", "1").named("RabbitMQ nowhere"));
      bed.inTransaction(() -> cutOff.outbox().send(damaged, "good"));
      List<byte[]> rows;
      try (Connection connection = bed.database().connect();
          Statement query = connection.createStatement();
          ResultSet found = query.executeQuery("SELECT envelope FROM pikabus_outbox")) {
        assertThat(found.next()).isTrue();
        rows = damaged(found.getBytes(1));
      }
      for (int i = 0; i < rows.size(); i++) {
        insert(bed, "damaged%02d".formatted(i), rows.get(i));
      }
      bed.database().execute("UPDATE pikabus_outbox SET broker = 'default', lease_until = 0");
      PikaBus bus = bed.bus(Mode.OUTBOX);
      for (int i = 0; i < 5; i++) {
        String text = "m" + i;
        bed.inTransaction(() -> bus.send(out, text, SendOptions.none().withOrderingKey("key")));
      }

      assertThat(bed.texts(out, 5)).containsExactly("m0", "m1", "m2", "m3", "m4");
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          bed.database()
                              .texts("SELECT batch_id FROM pikabus_outbox WHERE failure IS NULL"))
                      .isEmpty());
      assertThat(bed.database().texts("SELECT failure FROM pikabus_outbox"))
          .hasSizeGreaterThan(30)
          .allSatisfy(reason -> assertThat(reason).isNotBlank());
    }
  }

  private static void insert(JtaTestBed bed, String batch, byte[] envelope) throws Exception {
    try (Connection connection = bed.database().connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "INSERT INTO pikabus_outbox (batch_id, position_in_batch, broker, envelope, body,"
                    + " created_at, lease_until, attempts) VALUES (?, 0, 'nobody', ?, ?, 0, 0, 0)")) {
      statement.setString(1, batch);
      statement.setBytes(2, envelope);
      statement.setBytes(3, "\"damaged\"".getBytes(StandardCharsets.UTF_8));
      statement.executeUpdate();
    }
  }
}
