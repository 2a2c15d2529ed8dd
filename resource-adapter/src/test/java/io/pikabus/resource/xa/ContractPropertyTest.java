package io.pikabus.resource.xa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.SendOutcome;
import io.pikabus.journal.Branch;
import io.pikabus.journal.BranchId;
import io.pikabus.journal.Journal;
import io.pikabus.journal.JournalSettings;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.thread.Threads;
import io.pikabus.transaction.PostCommitSender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Calls in any order, on two resources and two branches: each is answered as the pure {@link
 * Branch} says, what is committed is published, and nothing else is.
 */
class ContractPropertyTest {

  /** A call. */
  enum Kind {
    START,
    JOIN,
    RESUME,
    END,
    FAIL,
    SUSPEND,
    SEND,
    PREPARE,
    COMMIT,
    COMMIT_ONE_PHASE,
    ROLLBACK,
    FORGET,
    RESTART
  }

  record Call(Kind kind, int resource, int branch) {}

  @Provide
  Arbitrary<List<Call>> calls() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(6, Kind.START),
                Tuple.of(2, Kind.JOIN),
                Tuple.of(1, Kind.RESUME),
                Tuple.of(6, Kind.END),
                Tuple.of(1, Kind.FAIL),
                Tuple.of(1, Kind.SUSPEND),
                Tuple.of(6, Kind.SEND),
                Tuple.of(5, Kind.PREPARE),
                Tuple.of(4, Kind.COMMIT),
                Tuple.of(2, Kind.COMMIT_ONE_PHASE),
                Tuple.of(2, Kind.ROLLBACK),
                Tuple.of(1, Kind.FORGET),
                Tuple.of(1, Kind.RESTART)),
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(0, 1))
        .as(Call::new)
        .list()
        .ofMinSize(10)
        .ofMaxSize(60);
  }

  @Property(tries = 100)
  void every_call_is_answered_as_the_state_says(@ForAll("calls") List<Call> calls)
      throws Exception {
    Path directory = Files.createTempDirectory("contract");
    try (Run run = new Run(directory)) {
      for (Call call : calls) {
        run.make(call);
      }
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** The resources, beside what they should be. */
  private static final class Run implements AutoCloseable {
    private final Path directory;
    private final List<String> published = new CopyOnWriteArrayList<>();
    private final MessagePublisher publisher =
        (envelope, deadline) -> {
          published.add(envelope.properties().messageId());
          return CompletableFuture.completedFuture(new SendOutcome.Confirmed());
        };
    private Branches branches;
    private BranchResource[] resources;

    private final Map<BranchId, Branch> states = new HashMap<>();
    private final Map<BranchId, List<String>> held = new HashMap<>();
    private final BranchId[] works = new BranchId[2];
    private final Set<String> expected = new HashSet<>();
    private int sent;

    Run(Path directory) throws Exception {
      this.directory = directory;
      open();
    }

    private void open() throws Exception {
      branches =
          new Branches(
              Journal.open(directory, new JournalSettings(1 << 16)),
              new Flusher.Broker() {
                @Override
                public MessagePublisher publisher() {
                  return publisher;
                }

                @Override
                public boolean isReachable() {
                  return true;
                }
              },
              new PostCommitSender(Runnable::run),
              Threads.DAEMONS,
              Duration.ofSeconds(10));
      resources = new BranchResource[] {branches.resource(), branches.resource()};
    }

    void make(Call call) throws Exception {
      BranchId id = BranchId.of(1, new byte[] {(byte) call.branch()}, new byte[] {1});
      BranchResource resource = resources[call.resource()];
      Branch state = states.getOrDefault(id, Branch.ABSENT);
      boolean holds = !held.getOrDefault(id, List.of()).isEmpty();
      switch (call.kind()) {
        case START -> start(call.resource(), id, state, XAResource.TMNOFLAGS);
        case JOIN -> start(call.resource(), id, state, XAResource.TMJOIN);
        case RESUME -> start(call.resource(), id, state, XAResource.TMRESUME);
        case END -> end(call.resource(), id, state, XAResource.TMSUCCESS);
        case FAIL -> end(call.resource(), id, state, XAResource.TMFAIL);
        case SUSPEND -> end(call.resource(), id, state, XAResource.TMSUSPEND);
        case SEND -> send(call.resource());
        case PREPARE -> {
          int vote = answered(id, state.prepare(holds), () -> resource.prepare(id));
          assertThat(vote).isIn(holds ? XAResource.XA_OK : XAResource.XA_RDONLY, -1);
        }
        case COMMIT -> commit(id, state, resource, false);
        case COMMIT_ONE_PHASE -> commit(id, state, resource, true);
        case ROLLBACK ->
            answered(
                id,
                state.rollback(),
                () -> {
                  resource.rollback(id);
                  return 0;
                });
        case FORGET ->
            answered(
                id,
                state.forget(),
                () -> {
                  resource.forget(id);
                  return 0;
                });
        case RESTART -> restart();
      }
      assertThat(published).containsAll(expected).hasSameSizeAs(new HashSet<>(expected));
    }

    private void start(int index, BranchId id, Branch state, int flags) throws Exception {
      Branch.Answer answer = state.start(number(index), flags, works[index] != null);
      if (answered(
              id,
              answer,
              () -> {
                resources[index].start(id, flags);
                return 0;
              })
          == 0) {
        works[index] = id;
      }
    }

    private void end(int index, BranchId id, Branch state, int flags) throws Exception {
      if (answered(
                  id,
                  state.end(number(index), flags),
                  () -> {
                    resources[index].end(id, flags);
                    return 0;
                  })
              == 0
          && id.equals(works[index])) {
        works[index] = null;
      }
    }

    /** They begin with 1. */
    private static int number(int index) {
      return index + 1;
    }

    private void send(int index) {
      assertThat(resources[index].batch().isPresent()).isEqualTo(works[index] != null);
      resources[index]
          .batch()
          .ifPresent(
              batch -> {
                String id = "m" + ++sent;
                batch.add(Messages.to("orders", id, publisher));
                held.computeIfAbsent(works[index], none -> new ArrayList<>()).add(id);
              });
    }

    private void commit(BranchId id, Branch state, BranchResource resource, boolean onePhase)
        throws Exception {
      List<String> messages = held.getOrDefault(id, List.of());
      Branch.Answer answer = state.commit(onePhase);
      if (answer instanceof Branch.Allowed) {
        expected.addAll(messages);
      }
      answered(
          id,
          answer,
          () -> {
            resource.commit(id, onePhase);
            return 0;
          });
      awaitPublished();
    }

    private void awaitPublished() {
      await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> published.containsAll(expected) && branches.figures().undelivered() == 0);
    }

    private interface Made {
      int call() throws XAException;
    }

    /** Returns what the call returned; -1 when it was refused, as it should be. */
    private int answered(BranchId id, Branch.Answer expectedAnswer, Made made) {
      int result;
      try {
        result = made.call();
        assertThat(expectedAnswer).isInstanceOf(Branch.Allowed.class);
      } catch (XAException refused) {
        assertThat(expectedAnswer).isInstanceOf(Branch.Refused.class);
        assertThat(refused.errorCode).isEqualTo(((Branch.Refused) expectedAnswer).errorCode());
        result = -1;
      }
      states.put(id, expectedAnswer.next());
      if (expectedAnswer.next().phase() == Branch.Phase.ABSENT) {
        held.remove(id);
      }
      return result;
    }

    /** What is prepared is there afterwards, and nothing else is. */
    private void restart() throws Exception {
      branches.close();
      open();
      works[0] = null;
      works[1] = null;
      Set<BranchId> prepared = new HashSet<>();
      for (BranchId id : List.copyOf(states.keySet())) {
        if (states.get(id).phase() == Branch.Phase.PREPARED) {
          prepared.add(id);
        } else {
          states.remove(id);
          held.remove(id);
        }
      }
      assertThat(resources[0].recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
          .hasSize(prepared.size());
      assertThat(new HashSet<>(branches.prepared())).isEqualTo(prepared);
    }

    @Override
    public void close() {
      branches.close();
    }
  }
}
