package io.pikabus.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.PayloadException;
import io.pikabus.RolledBackException;
import io.pikabus.UnavailableException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.TransactionalException;
import java.lang.reflect.InvocationTargetException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Which failures are outages. */
class OutagesPropertyTest {

  private static boolean isOutage(Throwable failure) {
    return Outages.find(failure, List.of()).isPresent();
  }

  /** As handlers, the messaging runtime, CDI, EJB and persistence providers wrap. */
  private static Throwable wrapped(Throwable inner, List<Integer> wrappings) {
    Throwable outer = inner;
    for (int wrapping : wrappings) {
      outer =
          switch (wrapping) {
            case 0 -> new RuntimeException("wrapped", outer);
            case 1 -> new InvocationTargetException(outer);
            case 2 -> new CompletionException(outer);
            case 3 -> new ExecutionException(outer);
            case 4 -> next(outer);
            case 5 -> suppressing(outer);
            case 6 -> named("jakarta.persistence.PersistenceException", outer);
            case 7 -> named("jakarta.ejb.EJBException", outer);
            case 8 -> new TransactionalException("wrapped", outer);
            case 9 -> named("io.smallrye.reactive.messaging.ProcessingException", outer);
            default -> new RolledBackException("The transaction did not commit.", outer);
          };
    }
    return outer;
  }

  private static Throwable next(Throwable inner) {
    BatchUpdateException batch = new BatchUpdateException();
    batch.setNextException(
        inner instanceof SQLException sql ? sql : new SQLException("in a batch", inner));
    return batch;
  }

  /** As a transaction manager says what a database said at the commit. */
  private static Throwable suppressing(Throwable inner) {
    Exception rollback = new RollbackException("not committed");
    rollback.addSuppressed(inner);
    return rollback;
  }

  private static Throwable named(String name, Throwable cause) {
    return Chains.named(name, "RuntimeException", "wrapped", cause);
  }

  @Provide
  Arbitrary<List<Integer>> wrappings() {
    return Arbitraries.integers().between(0, 10).list().ofMaxSize(8);
  }

  @Provide
  Arbitrary<Throwable> outages() {
    return Arbitraries.of(
        new SQLException("refused", "08001"),
        new SQLException("lost", "08006"),
        new SQLException("closed", "08003"),
        new SQLException("too many", "53300"),
        new SQLException("disk full", "53100"),
        new SQLException("shutting down", "57P01"),
        new SQLException("crashed", "57P02"),
        new SQLException("starting", "57P03"),
        new SQLException("read only", "25006"),
        new SQLException("no such database", "3D000"),
        new SQLException("wrong password", "28P01"),
        new SQLException("Sorry, acquisition timeout!"),
        new SQLException("Acquisition timeout while waiting for new connection"),
        new SQLException("Cannot get a connection, pool error Timeout waiting for idle object"),
        new SQLTransientConnectionException("HikariPool-1 - Connection is not available"),
        new SQLNonTransientConnectionException("Database is already closed"),
        new SQLRecoverableException("ORA-17002: I/O error"),
        new UnavailableException("No transaction could be begun.", null),
        resource("IJ000453: Unable to get managed connection for java:jboss/datasources/App"),
        resource("IJ000655: No managed connections available within configured blocking timeout"),
        resource("J2CA0045E: Connection not available while invoking method createOrWait"),
        Chains.named(
            "com.ibm.websphere.ce.cm.StaleConnectionException",
            "java.sql.SQLException",
            "stale",
            null),
        Chains.named(
            "com.ibm.websphere.ce.cm.ConnectionWaitTimeoutException",
            "java.sql.SQLException",
            "Connection not available, Timed out waiting for 180001",
            null),
        Chains.named(
            "org.hibernate.exception.JDBCConnectionException",
            "RuntimeException",
            "Unable to acquire JDBC Connection",
            null));
  }

  private static Exception resource(String message) {
    return Chains.named("jakarta.resource.ResourceException", message, null);
  }

  @Provide
  Arbitrary<Throwable> own() {
    return Arbitraries.of(
        new IllegalArgumentException("No such article: connection 08001"),
        new NullPointerException(),
        new PayloadException("not JSON", null),
        new SQLIntegrityConstraintViolationException("duplicate key", "23505"),
        new SQLException("division by zero", "22012"),
        new SQLException("deadlock", "40P01"),
        new SQLException("serialization", "40001"),
        new SQLException("no such table", "42P01"),
        new SQLException("statement cancelled", "57014"),
        new SQLException("of a driver without states"),
        new SQLTimeoutException("statement took too long"),
        new RolledBackException("The handler was too slow.", null),
        new java.net.ConnectException("a web service of the application's"),
        new StackOverflowError());
  }

  @Property
  void an_outage_is_seen_through_all_wrappings(
      @ForAll("outages") Throwable outage, @ForAll("wrappings") List<Integer> wrappings) {
    assertThat(isOutage(wrapped(outage, wrappings))).isTrue();
  }

  @Property
  void a_failure_of_the_message_s_own_is_none_however_it_is_wrapped(
      @ForAll("own") Throwable own, @ForAll("wrappings") List<Integer> wrappings) {
    assertThat(isOutage(wrapped(own, wrappings))).isFalse();
  }

  @Property
  void what_the_application_names_is_an_outage_with_its_subclasses(
      @ForAll("own") Throwable own, @ForAll("wrappings") List<Integer> wrappings) {
    assertThat(Outages.find(wrapped(own, wrappings), List.of("java.lang.Throwable"))).isPresent();
    assertThat(Outages.find(wrapped(own, wrappings), List.of(own.getClass().getName())))
        .isPresent();
    assertThat(Outages.find(wrapped(own, wrappings), List.of("shop.Away"))).isEmpty();
  }

  @Example
  void a_transaction_that_is_over_is_the_handler_s_failure_though_a_server_refuses_a_connection() {
    Exception over =
        resource("IJ000459: Transaction is not active: tx=TransactionImple < ac, BasicAction >");
    assertThat(
            isOutage(
                new SQLException(
                    "jakarta.resource.ResourceException: IJ000460: Error checking for a transaction",
                    Chains.named(
                        "jakarta.resource.ResourceException",
                        "IJ000460: Error checking for a transaction",
                        over))))
        .isFalse();
  }

  @Example
  void chains_without_end_and_exceptions_that_throw_are_survived() {
    RuntimeException one = new RuntimeException("one");
    RuntimeException two = new RuntimeException("two", one);
    one.initCause(two);
    assertThat(isOutage(two)).isFalse();
    assertThat(isOutage(new Thrower())).isFalse();
  }

  @Example
  void what_was_suppressed_outside_of_transactions_shows_nothing() {
    IllegalArgumentException own = new IllegalArgumentException("bad");
    own.addSuppressed(new SQLException("could not be closed", "08003"));
    assertThat(isOutage(own)).isFalse();
  }

  private static final class Thrower extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("unprintable");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException("unreadable");
    }
  }
}
