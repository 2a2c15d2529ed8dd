package io.pikabus.recovery;

import io.pikabus.UnavailableException;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells an outage from a failure of the message's own, by the exceptions in a failure's chain:
 * causes, next SQL exceptions, and what a transaction manager suppressed. Classes of Jakarta EE and
 * of servers are known by name, because the connector also runs where they are absent. Pure.
 */
public final class Outages {

  /** Longer chains are cut: an exception of an application's may have an endless one. */
  private static final int MOST = 200;

  private static final List<String> NAMES =
      List.of(
          "jakarta.resource.ResourceException",
          "javax.resource.ResourceException",
          "com.ibm.websphere.ce.cm.ConnectionWaitTimeoutException",
          "com.ibm.websphere.ce.cm.StaleConnectionException",
          "org.hibernate.exception.JDBCConnectionException");

  /**
   * A server refuses a connection to a handler whose transaction has ended, with the exception that
   * otherwise says that there is no connection to be had: the handler was too slow, or went on
   * after a failure.
   */
  private static final Pattern TRANSACTION_OVER =
      Pattern.compile("IJ000459|IJ000460|transaction is not active", Pattern.CASE_INSENSITIVE);

  /** Connection lost or refused, not authorised, no resources, shut down, disk failed. */
  private static final Set<String> CLASSES = Set.of("08", "28", "53", "58");

  /** No such database; a server that only reads; H2 that is closed or broken. */
  private static final Set<String> STATES = Set.of("3D000", "25006", "90067", "90098", "90121");

  /** The pools that give no SQLState: Agroal, DBCP. */
  private static final Pattern POOL =
      Pattern.compile(
          "acquisition timeout|cannot (get|create|acquire) .*connection|pool (is )?(exhausted|error)");

  private Outages() {}

  /**
   * What shows that a failure is an outage.
   *
   * @param names of exceptions that the application takes for outages; subclasses count
   * @return the innermost exception that shows it; empty when the failure may be the message's own
   */
  public static Optional<Throwable> find(Throwable failure, List<String> names) {
    List<Throwable> chain = chain(failure);
    boolean over = chain.stream().anyMatch(Outages::isTransactionOver);
    return chain.stream()
        .filter(each -> LinearRetries.isNamed(each, names) || (!over && isOutage(each)))
        .reduce((outer, inner) -> inner);
  }

  private static boolean isOutage(Throwable each) {
    return each instanceof UnavailableException
        || (each instanceof SQLException refused && isOutage(refused))
        || LinearRetries.isNamed(each, NAMES);
  }

  private static boolean isOutage(SQLException each) {
    if (each instanceof SQLTransientConnectionException
        || each instanceof SQLNonTransientConnectionException
        || each instanceof SQLRecoverableException
        || each instanceof SQLInvalidAuthorizationSpecException) {
      return true;
    }
    String state = each.getSQLState();
    if (state == null || state.isBlank()) {
      String message = message(each);
      return message != null && POOL.matcher(message.toLowerCase(Locale.ROOT)).find();
    }
    return STATES.contains(state)
        || state.startsWith("57P0")
        || (state.length() == 5 && CLASSES.contains(state.substring(0, 2)));
  }

  private static boolean isTransactionOver(Throwable each) {
    String message = message(each);
    return message != null && TRANSACTION_OVER.matcher(message).find();
  }

  /** An application's own may throw. */
  private static @Nullable String message(Throwable each) {
    try {
      return each.getMessage();
    } catch (RuntimeException unprintable) {
      return null;
    }
  }

  private static List<Throwable> chain(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> chain = new ArrayList<>();
    Deque<Throwable> next = new ArrayDeque<>();
    next.add(failure);
    while (!next.isEmpty() && chain.size() < MOST) {
      Throwable each = next.poll();
      if (seen.add(each)) {
        chain.add(each);
        add(next, cause(each));
        if (each instanceof SQLException sql) {
          add(next, sql.getNextException());
        }
        if (isTransactions(each.getClass().getName())) {
          List.of(each.getSuppressed()).forEach(next::add);
        }
      }
    }
    return chain;
  }

  /** A failed commit keeps what the databases said among its suppressed exceptions. */
  private static boolean isTransactions(String name) {
    return name.startsWith("jakarta.transaction.") || name.startsWith("javax.transaction.");
  }

  private static @Nullable Throwable cause(Throwable each) {
    try {
      return each.getCause();
    } catch (RuntimeException unreadable) {
      return null;
    }
  }

  private static void add(Deque<Throwable> next, @Nullable Throwable more) {
    if (more != null) {
      next.add(more);
    }
  }
}
