package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.OutboxStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that somebody wrote who knew no bounds: an older release, or a hand. */
@Timeout(120)
@Tag("slow")
class UnsendableRowsTest {

  private static final String NAME = "to-be-replaced";

  @ParameterizedTest
  @ValueSource(ints = {0, 256, 300, 70_000})
  void a_row_whose_destination_cannot_travel_is_undeliverable_counted_and_stops_nobody(int octets)
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(Engine.H2)) {
      String queue = bed.peer().queue("good");
      Deployment cutOff =
          bed.another(bed.node().setup().with("port", "1").named("RabbitMQ nowhere"));
      bed.inTransaction(() -> cutOff.outbox().send(NAME, "bad"));
      rename(bed, octets);
      bed.database().execute("UPDATE pikabus_outbox SET broker = 'default', lease_until = 0");

      OutboxStatus status =
          await("an undeliverable message")
              .atMost(Duration.ofSeconds(30))
              .until(
                  () -> bed.node().engine().outbox().orElse(null),
                  found -> found != null && found.undeliverable() == 1);

      assertThat(status.pending()).isEqualTo(1);
      assertThat(bed.database().texts("SELECT failure FROM pikabus_outbox"))
          .singleElement()
          .asString()
          .contains("1 to 255");
      bed.inTransaction(() -> bed.node().outbox().send(queue, "good"));
      assertThat(bed.texts(queue, 1)).containsExactly("good");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> bed.database().number("SELECT attempts FROM pikabus_outbox") >= 2);
      // Tried after 2, 4, 8 seconds, so not often by now.
      assertThat(bed.database().number("SELECT attempts FROM pikabus_outbox")).isLessThan(6);
    }
  }

  /** Writes another name over the first one of the stored envelope. */
  private static void rename(JtaTestBed bed, int octets) throws Exception {
    try (Connection connection = bed.database().connect();
        PreparedStatement read =
            connection.prepareStatement("SELECT envelope FROM pikabus_outbox");
        ResultSet found = read.executeQuery();
        PreparedStatement write =
            connection.prepareStatement("UPDATE pikabus_outbox SET envelope = ?")) {
      assertThat(found.next()).isTrue();
      byte[] envelope = found.getBytes(1);
      int at = new String(envelope, StandardCharsets.ISO_8859_1).indexOf(NAME);
      byte[] name = "x".repeat(octets).getBytes(StandardCharsets.UTF_8);
      byte[] rest = Arrays.copyOfRange(envelope, at + NAME.length(), envelope.length);
      write.setBytes(
          1,
          ByteBuffer.allocate(at + name.length + rest.length)
              .put(envelope, 0, at - Integer.BYTES)
              .putInt(name.length)
              .put(name)
              .put(rest)
              .array());
      write.executeUpdate();
    }
  }
}
