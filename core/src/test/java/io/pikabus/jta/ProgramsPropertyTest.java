package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;

/**
 * Any program of transactions, sends and crashes, beside a model that says what arrives: how often,
 * how often marked, and whether in the error queue.
 */
@Tag("slow")
class ProgramsPropertyTest {

  private static final int PROGRAMS = 25;

  /** How a message is sent. */
  enum Way {
    AT_ONCE,
    BEFORE_COMMIT,
    AFTER_COMMIT,
    OUTBOX
  }

  /**
   * A send.
   *
   * @param routable false for a queue that does not exist
   */
  record Send(Way way, boolean routable) {}

  /** How a transaction ends. */
  enum End {
    COMMIT,
    /** Of its own accord. */
    ROLL_BACK,
    /** The work throws. */
    FAIL,
    MARK_FOR_ROLLBACK,
    /** Another resource refuses when all is flushed. */
    REFUSED_COMMIT
  }

  /**
   * A transaction.
   *
   * @param survived how many messages leave after the commit before the node dies; more than there
   *     are when it does not
   */
  record Transaction(List<Send> sends, End end, int survived) {}

  /**
   * What is expected of one message.
   *
   * @param least copies: a dying node may not get to bring a returned message to the error queue
   */
  record Expectation(int least, int copies, int marked, boolean inErrorQueue) {
    static final Expectation NOTHING = new Expectation(0, 0, 0, false);
    static final Expectation ONCE = new Expectation(1, 1, 0, false);
  }

  /** The model. It fits on a page. */
  private static final class Model {
    private final Map<String, Expectation> expected = new TreeMap<>();
    private int rows;

    /** Notes what becomes of a transaction, and says whether its node dies. */
    boolean run(String name, Transaction transaction) {
      List<Send> sends = transaction.sends();
      boolean flushes = transaction.end() == End.COMMIT || transaction.end() == End.REFUSED_COMMIT;
      boolean confirmed =
          sends.stream().allMatch(send -> send.way() != Way.BEFORE_COMMIT || send.routable());
      boolean commits = transaction.end() == End.COMMIT && confirmed;
      rows += commits ? 1 : 0;
      boolean dies = commits && transaction.survived() < leaving(sends).size();
      for (int i = 0; i < sends.size(); i++) {
        expected.put(name + "-" + i, of(sends, i, flushes, commits, dies, transaction.survived()));
      }
      return dies;
    }

    private static Expectation of(
        List<Send> sends, int index, boolean flushes, boolean commits, boolean dies, int survived) {
      Send send = sends.get(index);
      boolean out = leaving(sends).indexOf(index) < survived || !dies;
      return switch (send.way()) {
        case AT_ONCE -> send.routable() ? Expectation.ONCE : Expectation.NOTHING;
        case BEFORE_COMMIT -> flushes && send.routable() ? Expectation.ONCE : Expectation.NOTHING;
        case AFTER_COMMIT ->
            commits && out
                ? new Expectation(dies && !send.routable() ? 0 : 1, 1, 0, !send.routable())
                : Expectation.NOTHING;
        case OUTBOX -> {
          if (!commits) {
            yield Expectation.NOTHING;
          }
          int first = out ? 1 : 0;
          int again = dies ? 1 : 0;
          int least = dies && !send.routable() ? again : first + again;
          yield new Expectation(least, first + again, again, !send.routable());
        }
      };
    }

    /** What leaves after the commit, in its order: what is stored, then the rest. */
    private static List<Integer> leaving(List<Send> sends) {
      List<Integer> leaving = new ArrayList<>();
      for (Way way : List.of(Way.OUTBOX, Way.AFTER_COMMIT)) {
        for (int i = 0; i < sends.size(); i++) {
          if (sends.get(i).way() == way) {
            leaving.add(i);
          }
        }
      }
      return leaving;
    }
  }

  @Property(tries = PROGRAMS, shrinking = ShrinkingMode.BOUNDED)
  void what_arrives_is_what_the_model_says_on_h2(@ForAll("programs") List<Transaction> program)
      throws Exception {
    run(Engine.H2, program);
  }

  @Property(tries = PROGRAMS, shrinking = ShrinkingMode.BOUNDED)
  void what_arrives_is_what_the_model_says_on_postgresql(
      @ForAll("programs") List<Transaction> program) throws Exception {
    run(Engine.POSTGRESQL, program);
  }

  private static void run(Engine engine, List<Transaction> program) throws Exception {
    Model model = new Model();
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("program");
      bed.peer().declare(bed.errorQueue(), Map.of());
      String missing = Outage.unique("missing");
      Deployment node = bed.node();
      for (int i = 0; i < program.size(); i++) {
        Transaction transaction = program.get(i);
        boolean dies = model.run("t" + i, transaction);
        if (dies) {
          // What is at the broker and still stored would come again, too.
          bed.awaitNothingStored();
          // What left at once or before the commit was published before.
          node.dieAfterPublishing(beforeTheCommit(transaction), transaction.survived());
        }
        perform(bed, node, "t" + i, transaction, queue, missing);
        if (dies) {
          assertThat(node.isDead()).as("the node dies in %s", transaction).isTrue();
          awaitFirstCopies(bed, queue, model);
          node.close();
          bed.database().expireLeases();
          node = bed.another().start();
        }
      }
      bed.awaitNothingStored();
      assertThat(bed.rows()).hasSize(model.rows);
      check(bed, queue, model);
    }
  }

  private static int beforeTheCommit(Transaction transaction) {
    return (int)
        transaction.sends().stream()
            .filter(send -> send.way() == Way.AT_ONCE || send.way() == Way.BEFORE_COMMIT)
            .count();
  }

  private static void perform(
      JtaTestBed bed,
      Deployment node,
      String name,
      Transaction transaction,
      String queue,
      String missing) {
    try {
      bed.inTransaction(
          () -> {
            if (transaction.end() == End.REFUSED_COMMIT) {
              bed.container()
                  .transactionManager()
                  .getTransaction()
                  .enlistResource(new Voter(ProgramsPropertyTest::fail));
            }
            bed.insert(name);
            for (int i = 0; i < transaction.sends().size(); i++) {
              Send send = transaction.sends().get(i);
              send(bus(node, send.way()), send.routable() ? queue : missing, name + "-" + i);
            }
            switch (transaction.end()) {
              case ROLL_BACK, FAIL -> fail();
              case MARK_FOR_ROLLBACK -> bed.container().userTransaction().setRollbackOnly();
              case COMMIT, REFUSED_COMMIT -> {}
            }
          });
    } catch (Exception rolledBack) {
      // The model knows.
    }
  }

  private static PikaBus bus(Deployment node, Way way) {
    return switch (way) {
      case AT_ONCE -> node.bus("transaction", "none");
      case BEFORE_COMMIT -> Mode.BEFORE_COMMIT.of(node);
      case AFTER_COMMIT -> Mode.AFTER_COMMIT.of(node);
      case OUTBOX -> Mode.OUTBOX.of(node);
    };
  }

  /** The work goes on when one of its sends fails. */
  private static void send(PikaBus bus, String queue, String text) {
    try {
      bus.send(queue, text);
    } catch (RuntimeException unroutable) {
      // The model knows.
    }
  }

  private static void fail() throws Exception {
    throw new Exception("no stock");
  }

  /** What a node published before it died is at the broker, or will be, while it is dead. */
  private static void awaitFirstCopies(JtaTestBed bed, String queue, Model model) {
    long copies =
        model.expected.values().stream()
            .filter(each -> !each.inErrorQueue())
            .mapToLong(each -> each.copies() - each.marked())
            .sum();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> bed.peer().ready(queue) >= copies);
  }

  private static void check(JtaTestBed bed, String queue, Model model) throws Exception {
    List<RawClient.Found> arrived = new ArrayList<>();
    List<RawClient.Found> errors = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              arrived.addAll(bed.peer().takeAll(queue));
              errors.addAll(bed.peer().takeAll(bed.errorQueue()));
              return model.expected.entrySet().stream()
                  .allMatch(
                      each ->
                          copies(each.getValue().inErrorQueue() ? errors : arrived, each.getKey())
                              >= each.getValue().least());
            });
    model.expected.forEach(
        (text, expected) -> {
          List<RawClient.Found> there =
              (expected.inErrorQueue() ? errors : arrived)
                  .stream().filter(found -> found.text().equals(text)).toList();
          List<RawClient.Found> notThere =
              (expected.inErrorQueue() ? arrived : errors)
                  .stream().filter(found -> found.text().equals(text)).toList();
          assertThat(notThere).as(text).isEmpty();
          assertThat(there).as(text).hasSizeBetween(expected.least(), expected.copies());
          assertThat(there.stream().filter(RawClient.Found::marked))
              .as(text)
              .hasSize(expected.marked());
        });
    assertThat(arrived.size() + errors.size())
        .isEqualTo(
            model.expected.keySet().stream()
                .mapToInt(text -> copies(arrived, text) + copies(errors, text))
                .sum());
  }

  private static int copies(List<RawClient.Found> found, String text) {
    return (int) found.stream().filter(each -> each.text().equals(text)).count();
  }

  @Provide
  Arbitrary<List<Transaction>> programs() {
    Arbitrary<Send> send =
        Combinators.combine(
                Arbitraries.of(
                    Way.AT_ONCE, Way.BEFORE_COMMIT, Way.AFTER_COMMIT, Way.OUTBOX, Way.OUTBOX),
                Arbitraries.integers().between(0, 9))
            .as((way, dice) -> new Send(way, dice != 0));
    Arbitrary<Transaction> transaction =
        Combinators.combine(
                send.list().ofMinSize(1).ofMaxSize(6),
                Arbitraries.of(
                    End.COMMIT,
                    End.COMMIT,
                    End.COMMIT,
                    End.COMMIT,
                    End.ROLL_BACK,
                    End.FAIL,
                    End.MARK_FOR_ROLLBACK,
                    End.REFUSED_COMMIT),
                Arbitraries.frequencyOf(
                    Tuple.of(2, Arbitraries.just(Integer.MAX_VALUE)),
                    Tuple.of(1, Arbitraries.integers().between(0, 3))))
            .as(Transaction::new);
    return transaction.list().ofMinSize(1).ofMaxSize(6);
  }
}
