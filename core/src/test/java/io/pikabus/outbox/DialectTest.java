package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The text of what databases are told; two of them are asked in other tests. */
class DialectTest {

  private static final String REST =
      " WHERE o.broker = ? AND o.lease_until < ? ORDER BY o.lease_until";

  @ParameterizedTest
  @CsvSource({
    "H2, H2",
    "PostgreSQL, POSTGRESQL",
    "MySQL, MYSQL",
    "MariaDB, MYSQL",
    "Oracle, ORACLE",
    "Microsoft SQL Server, SQLSERVER"
  })
  void each_database_is_known_by_the_name_that_its_driver_tells(String product, Dialect dialect) {
    assertThat(Dialect.of(product)).isEqualTo(dialect);
  }

  @Test
  void any_other_database_is_refused_with_those_that_are_known() {
    assertThatThrownBy(() -> Dialect.of("HSQL Database Engine"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("H2, PostgreSQL, MySQL, MariaDB, Oracle and SQL Server")
        .hasMessageContaining("'HSQL Database Engine'")
        .hasMessageContaining("Set outbox.datasource to one that is.");
  }

  @Test
  void rows_are_locked_past_those_of_others_in_each_database_s_own_words() {
    assertThat(Dialect.MYSQL.lockingQuery("o.batch_id", "outbox", REST))
        .isEqualTo("SELECT o.batch_id FROM outbox o" + REST + " LIMIT ? FOR UPDATE SKIP LOCKED");
    assertThat(Dialect.POSTGRESQL.lockingQuery("o.batch_id", "outbox", REST))
        .isEqualTo(
            "SELECT o.batch_id FROM outbox o"
                + REST
                + " FETCH FIRST ? ROWS ONLY FOR UPDATE SKIP LOCKED");
    assertThat(Dialect.ORACLE.lockingQuery("o.batch_id", "outbox", REST))
        .isEqualTo("SELECT o.batch_id FROM outbox o" + REST + " FOR UPDATE SKIP LOCKED");
    assertThat(Dialect.SQLSERVER.lockingQuery("o.batch_id", "outbox", REST))
        .isEqualTo(
            "SELECT TOP (?) o.batch_id FROM outbox o WITH (UPDLOCK, READPAST, ROWLOCK)" + REST);
    assertThat(Dialect.H2.lockingQuery("o.batch_id", "outbox", REST))
        .isEqualTo(
            "SELECT o.batch_id FROM (SELECT o.batch_id FROM outbox o"
                + REST
                + " FETCH FIRST ? ROWS ONLY) c, outbox o WHERE o.batch_id = c.batch_id AND o.position_in_batch = 0 AND o.lease_until < ? FOR UPDATE SKIP LOCKED");
  }

  @ParameterizedTest
  @CsvSource({
    "H2, false, false, true",
    "POSTGRESQL, false, false, false",
    "MYSQL, false, false, false",
    "ORACLE, false, true, false",
    "SQLSERVER, true, false, false"
  })
  void the_limit_stands_where_each_database_wants_it(
      Dialect dialect, boolean first, boolean cursor, boolean found) {
    assertThat(dialect.limitsFirst()).isEqualTo(first);
    assertThat(dialect.limitsByCursor()).isEqualTo(cursor);
    assertThat(dialect.locksWhatItFound()).isEqualTo(found);
  }

  @Test
  void a_row_that_is_there_is_left_alone_where_the_database_can_do_so() {
    String into = "INTO inbox (queue, message_id, received_at)";
    String plain = into + " VALUES (?, ?, ?)";
    assertThat(Dialect.POSTGRESQL.insertUnlessThere(into))
        .isEqualTo("INSERT " + plain + " ON CONFLICT DO NOTHING");
    assertThat(Dialect.POSTGRESQL.insertsUnlessThere()).isTrue();
    for (Dialect each : Dialect.values()) {
      if (each != Dialect.POSTGRESQL) {
        assertThat(each.insertUnlessThere(into)).isEqualTo("INSERT " + plain);
        assertThat(each.insertsUnlessThere()).isFalse();
      }
    }
  }

  @Test
  void mysql_is_asked_afterwards_and_for_what_others_have_committed_meanwhile() {
    assertThat(Dialect.values())
        .filteredOn(Dialect::looksFirst)
        .containsExactly(Dialect.H2, Dialect.ORACLE, Dialect.SQLSERVER);
    assertThat(Dialect.values())
        .filteredOn(each -> !each.readingLatest().isEmpty())
        .containsExactly(Dialect.MYSQL);
  }

  @Test
  void the_time_is_asked_for_in_milliseconds_of_utc() {
    assertThat(Dialect.MYSQL.now()).contains("UNIX_TIMESTAMP(SYSDATE(3)) * 1000");
    assertThat(Dialect.ORACLE.now()).contains("SYS_EXTRACT_UTC").contains("86400000");
    assertThat(Dialect.SQLSERVER.now()).contains("MILLISECOND").contains("SYSUTCDATETIME()");
  }

  @ParameterizedTest
  @EnumSource
  void each_has_a_file_with_the_same_tables_columns_and_indexes(Dialect dialect) throws Exception {
    assertThat(shape(dialect)).isEqualTo(shape(Dialect.POSTGRESQL));
  }

  /** What is named in a file, without the types. */
  private static List<String> shape(Dialect dialect) throws IOException {
    try (InputStream in = Dialect.class.getResourceAsStream(dialect.file())) {
      assertThat(in).as(dialect.file()).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("--") && !line.contains("UNIQUE KEY"))
          .map(String::strip)
          .map(
              line ->
                  line.startsWith("CREATE") || line.startsWith("PRIMARY") || line.startsWith(")")
                      ? line.replaceAll("[,;]$", "")
                      : line.replaceAll("\\s.*", ""))
          .toList();
    }
  }
}
