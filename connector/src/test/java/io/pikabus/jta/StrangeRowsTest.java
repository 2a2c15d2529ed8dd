package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.OutboxStatus;
import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that somebody else wrote into the outbox's table, beside those of an application. */
@Timeout(120)
class StrangeRowsTest {

  private static final List<String> ENVELOPES =
      List.of(
          "", "00", "02FF", "01FF", "0101FFFFFFFF", "01010000000171", "0101" + "00".repeat(200));

  @ParameterizedTest
  @EnumSource
  void messages_leave_the_table_beside_rows_that_nobody_can_read(Engine engine) throws Exception {
    try (Bed bed = new Bed(engine)) {
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
                  assertThat(bed.node().durable().status().map(OutboxStatus::undeliverable))
                      .isEqualTo(Optional.of((long) strange)));
      assertThat(bed.database().texts("SELECT DISTINCT failure FROM pikabus_outbox"))
          .allSatisfy(reason -> assertThat(reason).isNotBlank());
      assertThat(bed.peer().ready(out)).isZero();
    }
  }
}
