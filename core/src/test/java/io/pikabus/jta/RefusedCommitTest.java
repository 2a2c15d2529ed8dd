package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pikabus.PikaBus;
import io.pikabus.faults.Log;
import io.pikabus.fixtures.rabbitmq.Broker;
import jakarta.transaction.RollbackException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The database refuses at the commit, after everything before it went well: what has left before
 * the commit is out and said to be, and nothing else leaves.
 */
@Timeout(120)
@Tag("slow")
class RefusedCommitTest {

  /** How the database comes to refuse. */
  enum Refusal {
    /** Only PostgreSQL checks a constraint as late as that. */
    CONSTRAINT_AT_THE_COMMIT(Engine.POSTGRESQL) {
      @Override
      void provoke(JtaTestBed bed) throws Exception {
        bed.container().execute("INSERT INTO line (id, work_id) VALUES (1, 'nobody')");
      }
    },
    /** While this one commits, another one does that read what this one writes, and so on. */
    SERIALIZATION(Engine.POSTGRESQL) {
      @Override
      void provoke(JtaTestBed bed) throws Exception {
        bed.container()
            .transactionManager()
            .getTransaction()
            .enlistResource(new Voter(() -> commitAnother(bed.database())));
        bed.container().execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
        bed.container().execute("INSERT INTO line (id) SELECT COUNT(*) + 100 FROM line");
      }

      private void commitAnother(Database database) throws Exception {
        try (var other = database.connect();
            var statement = other.createStatement()) {
          other.setAutoCommit(false);
          statement.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
          statement.execute("INSERT INTO line (id) SELECT COUNT(*) + 200 FROM line");
          other.commit();
        }
      }
    },
    /** Another resource of the transaction votes against it. */
    OTHER_RESOURCE(Engine.H2) {
      @Override
      void provoke(JtaTestBed bed) throws Exception {
        bed.container()
            .transactionManager()
            .getTransaction()
            .enlistResource(
                new Voter(
                    () -> {
                      throw new IllegalStateException("no");
                    }));
      }
    },
    OTHER_RESOURCE_BESIDE_POSTGRESQL(Engine.POSTGRESQL) {
      @Override
      void provoke(JtaTestBed bed) throws Exception {
        OTHER_RESOURCE.provoke(bed);
      }
    };

    private final Engine engine;

    Refusal(Engine engine) {
      this.engine = engine;
    }

    abstract void provoke(JtaTestBed bed) throws Exception;
  }

  static Stream<Arguments> all() {
    return Stream.of(Refusal.values())
        .flatMap(
            refusal ->
                Stream.of(true, false)
                    .flatMap(
                        xa ->
                            Stream.of(Mode.values()).map(mode -> Arguments.of(refusal, xa, mode))));
  }

  @ParameterizedTest(name = "{0}, XA datasource: {1}, {2}")
  @MethodSource("all")
  void a_commit_that_the_database_refuses_lets_nothing_out_but_what_left_before_it_and_says_so(
      Refusal refusal, boolean xa, Mode mode) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(refusal.engine, xa, Broker.shared(), setup -> setup);
        Log log = new Log()) {
      bed.database()
          .execute(
              refusal.engine == Engine.POSTGRESQL
                  ? "CREATE TABLE line (id INTEGER PRIMARY KEY, work_id VARCHAR(100)"
                      + " REFERENCES work (id) DEFERRABLE INITIALLY DEFERRED)"
                  : "CREATE TABLE line (id INTEGER PRIMARY KEY)");
      String queue = bed.peer().queue("refused-commit");
      PikaBus bus = bed.bus(mode);

      Throwable refused =
          catchThrowable(
              () ->
                  bed.inTransaction(
                      () -> {
                        refusal.provoke(bed);
                        bed.insert("order");
                        bus.send(queue, "a");
                        bus.send(queue, "b");
                      }));

      assertThat(refused).isInstanceOf(RollbackException.class);
      assertThat(bed.rows()).isEmpty();
      assertThat(bed.database().stored()).isZero();
      boolean out = mode == Mode.BEFORE_COMMIT;
      bed.inTransaction(() -> bus.send(queue, "the next one"));
      assertThat(bed.texts(queue, 1))
          .isEqualTo(out ? List.of("a", "b", "the next one") : List.of("the next one"));
      assertThat(log.lines().stream().filter(line -> line.startsWith("WARNING 2 messages are out")))
          .hasSize(out ? 1 : 0)
          .allMatch(line -> line.contains("their transaction did not commit"))
          .allMatch(line -> line.contains("Use idempotent receivers, or the outbox."));
    }
  }
}
