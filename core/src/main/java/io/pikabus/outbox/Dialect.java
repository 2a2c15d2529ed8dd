package io.pikabus.outbox;

import java.util.Locale;

/**
 * What databases say differently. All times in the tables are milliseconds since 1970 in UTC, so
 * that only asking for the time differs.
 */
enum Dialect {
  H2(
      "SELECT CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)",
      "",
      "",
      " FETCH FIRST ? ROWS ONLY FOR UPDATE SKIP LOCKED"),
  POSTGRESQL(
      "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
      "",
      "",
      " FETCH FIRST ? ROWS ONLY FOR UPDATE SKIP LOCKED"),
  /** Also MariaDB, from 10.6 on. */
  MYSQL(
      "SELECT CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED)",
      "",
      "",
      " LIMIT ? FOR UPDATE SKIP LOCKED"),
  /** Refuses a row limit beside a lock; it locks rows as they are fetched, so the cursor limits. */
  ORACLE(
      "SELECT CAST((CAST(SYS_EXTRACT_UTC(SYSTIMESTAMP) AS DATE) - DATE '1970-01-01') * 86400000 AS NUMBER(19)) FROM DUAL",
      "",
      "",
      " FOR UPDATE SKIP LOCKED"),
  SQLSERVER(
      "SELECT DATEDIFF_BIG(MILLISECOND, '1970-01-01', SYSUTCDATETIME())",
      " TOP (?)",
      " WITH (UPDLOCK, READPAST, ROWLOCK)",
      "");

  private final String now;
  private final String limitFirst;
  private final String hint;
  private final String tail;

  Dialect(String now, String limitFirst, String hint, String tail) {
    this.now = now;
    this.limitFirst = limitFirst;
    this.hint = hint;
    this.tail = tail;
  }

  /**
   * The dialect of a database.
   *
   * @param product as {@link java.sql.DatabaseMetaData#getDatabaseProductName} says it
   * @throws IllegalStateException when it has none here
   */
  static Dialect of(String product) {
    String name = product.toLowerCase(Locale.ROOT);
    if (name.startsWith("h2")) {
      return H2;
    }
    if (name.startsWith("postgresql")) {
      return POSTGRESQL;
    }
    if (name.startsWith("mysql") || name.startsWith("mariadb")) {
      return MYSQL;
    }
    if (name.startsWith("oracle")) {
      return ORACLE;
    }
    if (name.startsWith("microsoft sql server")) {
      return SQLSERVER;
    }
    throw new IllegalStateException(
        "The outbox knows H2, PostgreSQL, MySQL, MariaDB, Oracle and SQL Server, and the datasource is of '%s'. Set outbox.datasource to one that is."
            .formatted(product));
  }

  /**
   * What is said first in a transaction of the outbox's own; empty for nothing. PostgreSQL plans by
   * statistics that were taken while the table was all but empty, as an outbox mostly is, and would
   * read all of a backlog for each part of it.
   */
  String preamble() {
    return this == POSTGRESQL ? "SET LOCAL enable_seqscan = off" : "";
  }

  /** Asks for the database's time. */
  String now() {
    return now;
  }

  /** Whether the limit is the first parameter of a locking query, rather than the last. */
  boolean limitsFirst() {
    return !limitFirst.isEmpty();
  }

  /** Whether the cursor must limit, because the query cannot. */
  boolean limitsByCursor() {
    return this == ORACLE;
  }

  /**
   * Whether a locking query finds its rows first, without a lock, and looks at their leases once
   * more when it locks them: H2 would lock all that it could find, whatever the limit. The lease is
   * its last parameter, behind the limit.
   */
  boolean locksWhatItFound() {
    return this == H2;
  }

  /**
   * A query that locks the rows it finds and passes over those that others have locked.
   *
   * @param columns without {@code SELECT}
   * @param rest from {@code WHERE} to {@code ORDER BY}
   */
  String lockingQuery(String columns, String table, String rest) {
    if (locksWhatItFound()) {
      return "SELECT %s FROM (SELECT o.batch_id FROM %s o%s FETCH FIRST ? ROWS ONLY) c, %s o WHERE o.batch_id = c.batch_id AND o.position_in_batch = 0 AND o.lease_until < ? FOR UPDATE SKIP LOCKED"
          .formatted(columns, table, rest, table);
    }
    return "SELECT" + limitFirst + " " + columns + " FROM " + table + " o" + hint + rest + tail;
  }

  /**
   * Whether {@link #insertUnlessThere} really does. Elsewhere a second insertion is refused, which
   * PostgreSQL would answer by ending the transaction.
   */
  boolean insertsUnlessThere() {
    return this == POSTGRESQL;
  }

  /**
   * Whether one looks for a row before it is inserted. MySQL would show the handler for the rest of
   * the transaction what was committed when it looked, so it is asked afterwards only.
   */
  boolean looksFirst() {
    return this == H2 || this == ORACLE || this == SQLSERVER;
  }

  /** Behind a query that must see what others have committed since the transaction began. */
  String readingLatest() {
    return this == MYSQL ? " LOCK IN SHARE MODE" : "";
  }

  /**
   * An insertion of three values, which leaves a row alone that is there already, or is refused.
   *
   * @param into from {@code INTO} to the columns
   */
  String insertUnlessThere(String into) {
    // Not INSERT IGNORE for MySQL: it also cuts what is too long, and ignores every constraint.
    return "INSERT "
        + into
        + " VALUES (?, ?, ?)"
        + (insertsUnlessThere() ? " ON CONFLICT DO NOTHING" : "");
  }

  /** The name of the file with the tables. */
  String file() {
    return name().toLowerCase(Locale.ROOT) + ".sql";
  }
}
