package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.store.BrokerRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The connection to the database breaks while the relay reads a batch. */
class TornReadTest {

  private static final int MESSAGES = 5;
  private static final int NEVER = Integer.MAX_VALUE;

  private final ObligingBroker broker = new ObligingBroker();
  private int rowsUntilItBreaks = NEVER;

  private final TestOutbox outbox;
  private final OutcomeWriter outcomeWriter;
  private final Relay relay;

  TornReadTest() throws Exception {
    outbox = new TestOutbox(Duration.ofSeconds(60), source -> fragile(DataSource.class, source));
    outcomeWriter = outbox.outcomeWriter();
    relay = outbox.relay(broker, outcomeWriter);
  }

  @Test
  void of_a_batch_that_was_not_read_to_its_end_no_row_is_deleted_and_all_is_sent_again()
      throws Exception {
    Database database = outbox.database;
    OutboxTables tables = outbox.tables;
    List<OutboxRow> rows =
        IntStream.range(0, MESSAGES)
            .mapToObj(
                i ->
                    OutboxRow.of(
                        "batch", i, BrokerRegistry.DEFAULT, broker.message("m" + i), Duration.ZERO))
            .toList();
    database.alone(
        connection -> {
          tables.outbox(connection).insert(connection, rows, database.now());
          return true;
        });

    rowsUntilItBreaks = 3;
    assertThatThrownBy(relay::sendSome).isInstanceOf(SQLException.class);
    rowsUntilItBreaks = NEVER;
    TestOutbox.settle(outcomeWriter);
    assertThat(broker.published()).containsExactly("m0", "m1", "m2");

    relay.sendSome();
    TestOutbox.settle(outcomeWriter);
    assertThat(broker.published()).containsExactly("m0", "m1", "m2", "m0", "m1", "m2", "m3", "m4");
    List<OutboxTable.Count> left = database.alone(c -> tables.outbox(c).count(c));
    assertThat(left).isEmpty();
  }

  /** Breaks at the row that was said, of any result that has a body in it. */
  private <T> T fragile(Class<T> type, Object real) {
    return type.cast(
        Proxy.newProxyInstance(
            TornReadTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call(real, method, arguments)));
  }

  private Object call(Object real, Method method, Object[] arguments) throws Throwable {
    if (real instanceof ResultSet rows
        && method.getName().equals("next")
        && rows.getMetaData().getColumnCount() == 4
        && rowsUntilItBreaks-- == 0) {
      throw new SQLException("The connection is lost.");
    }
    try {
      Object result = method.invoke(real, arguments);
      for (Class<?> type : List.of(Connection.class, PreparedStatement.class, ResultSet.class)) {
        if (method.getReturnType().equals(type) && result != null) {
          return fragile(type, result);
        }
      }
      return result;
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
