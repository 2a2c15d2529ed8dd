package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pikabus.PikaBus;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A transaction that writes into another datasource than that of the outbox. */
@Timeout(120)
@Tag("slow")
class DatasourcesTest {

  private static final String OTHER = "java:/other";

  private static Database other(JtaTestBed bed, boolean xa) throws Exception {
    Database other = bed.database().engine().create();
    other.execute("CREATE TABLE work (id VARCHAR(100) PRIMARY KEY)");
    bed.container().add(OTHER, other, xa);
    return other;
  }

  /** One of two may be non-XA: the transaction manager commits it last. */
  @ParameterizedTest
  @CsvSource({
    "H2, true, true",
    "H2, true, false",
    "H2, false, true",
    "POSTGRESQL, true, true",
    "POSTGRESQL, true, false",
    "POSTGRESQL, false, true"
  })
  void the_outbox_may_lie_in_another_datasource_than_the_work_if_one_of_them_is_xa(
      Engine engine, boolean own, boolean others) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine, own, Broker.shared(), setup -> setup)) {
      Database other = other(bed, others);
      String queue = bed.peer().queue("two-databases");
      PikaBus bus = bed.bus(Mode.OUTBOX);

      bed.inTransaction(
          () -> {
            bed.container().execute(OTHER, "INSERT INTO work (id) VALUES ('order')");
            bus.send(queue, "ordered");
          });
      Throwable failure =
          catchThrowable(
              () ->
                  bed.inTransaction(
                      () -> {
                        bed.container().execute(OTHER, "INSERT INTO work (id) VALUES ('second')");
                        bus.send(queue, "rolled back");
                        throw new IllegalStateException("no stock");
                      }));

      assertThat(failure).hasMessage("no stock");
      assertThat(bed.texts(queue, 1)).containsExactly("ordered");
      assertThat(other.texts("SELECT id FROM work")).containsExactly("order");
      bed.awaitNothingStored();
      assertThat(bed.peer().ready(queue)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void two_datasources_that_are_both_not_xa_are_refused_and_the_message_says_what_to_do(
      Engine engine) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine, false, Broker.shared(), setup -> setup)) {
      Database other = other(bed, false);
      String queue = bed.peer().queue("two-databases");
      PikaBus bus = bed.bus(Mode.OUTBOX);

      Throwable failure =
          catchThrowable(
              () ->
                  bed.inTransaction(
                      () -> {
                        bed.container().execute(OTHER, "INSERT INTO work (id) VALUES ('order')");
                        bus.send(queue, "ordered");
                      }));

      assertThat(messages(failure))
          .anySatisfy(
              message ->
                  assertThat(message)
                      .contains("1 messages could not be stored in the outbox of datasource")
                      .contains(SmallContainer.DATASOURCE)
                      .contains("the datasource must be the one of the transaction, or both")
                      .contains("must be XA"));
      assertThat(other.texts("SELECT id FROM work")).isEmpty();
      assertThat(bed.database().stored()).isZero();
      assertThat(bed.peer().ready(queue)).isZero();
    }
  }

  private static List<String> messages(Throwable failure) {
    List<String> messages = new ArrayList<>();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      messages.add(String.valueOf(each.getMessage()));
      for (Throwable suppressed : each.getSuppressed()) {
        messages.addAll(messages(suppressed));
      }
    }
    return messages;
  }
}
