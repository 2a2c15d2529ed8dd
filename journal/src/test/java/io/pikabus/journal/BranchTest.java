package io.pikabus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;

/** Every order of calls of two resources on a branch, beside the tables of the XA specification. */
class BranchTest {

  /**
   * By the association of the calling resource: T0 none, T1 it works, T2 it is suspended. A phase
   * afterwards is named only if it changes.
   */
  private static final String OF_A_RESOURCE =
      """
      call    | absent   | open T0 | open T1   | open T2   | failed T0 | failed T1 | failed T2 | prepared
      start   | open T1  | DUPID   | PROTO     | DUPID     | DUPID     | PROTO     | DUPID     | DUPID
      join    | NOTA     | T1      | PROTO     | PROTO     | RB        | PROTO     | PROTO     | PROTO
      resume  | NOTA     | PROTO   | PROTO     | T1        | PROTO     | PROTO     | RB        | PROTO
      success | NOTA     | PROTO   | T0        | T0        | PROTO     | T0        | T0        | PROTO
      fail    | NOTA     | PROTO   | failed T0 | failed T0 | PROTO     | failed T0 | failed T0 | PROTO
      suspend | NOTA     | PROTO   | T2        | PROTO     | PROTO     | T2        | PROTO     | PROTO
      """;

  /** By whether any resource is associated, working or suspended. */
  private static final String OF_THE_BRANCH =
      """
      call      | absent | open used | open free | failed used | failed free | prepared
      prepare   | NOTA   | PROTO     | prepared  | PROTO       | RB absent   | PROTO
      nothing   | NOTA   | PROTO     | RO absent | PROTO       | RB absent   | PROTO
      commit    | NOTA   | PROTO     | PROTO     | PROTO       | PROTO       | absent
      one-phase | NOTA   | PROTO     | absent    | PROTO       | RB absent   | PROTO
      rollback  | NOTA   | PROTO     | absent    | PROTO       | absent      | absent
      forget    | NOTA   | PROTO     | PROTO     | PROTO       | PROTO       | PROTO
      failing   | absent | failed    | failed    | failed      | failed      | prepared
      """;

  private static final Map<String, Integer> CODES =
      Map.of(
          "NOTA", XAException.XAER_NOTA,
          "PROTO", XAException.XAER_PROTO,
          "DUPID", XAException.XAER_DUPID,
          "RB", XAException.XA_RBROLLBACK);

  private static final Map<String, String> RESOURCE_CELLS = cells(OF_A_RESOURCE);
  private static final Map<String, String> BRANCH_CELLS = cells(OF_THE_BRANCH);

  private static Map<String, String> cells(String table) {
    Map<String, String> cells = new HashMap<>();
    List<String> lines = table.lines().toList();
    String[] columns = lines.get(0).split("\\|");
    for (String line : lines.subList(1, lines.size())) {
      String[] row = line.split("\\|");
      for (int i = 1; i < row.length; i++) {
        cells.put(row[0].strip() + "/" + columns[i].strip(), row[i].strip());
      }
    }
    return cells;
  }

  /** The tables' state: a phase, and an association for each resource. */
  private record Expected(String phase, String first, String second) {

    boolean used() {
      return !(first + second).equals("T0T0");
    }

    String association(int resource) {
      return resource == 0 ? first : second;
    }

    Expected with(String cell, int resource) {
      Expected next = this;
      for (String word : cell.split(" ")) {
        if (word.equals("absent") || word.equals("prepared")) {
          next = new Expected(word, "T0", "T0");
        } else if (word.equals("open") || word.equals("failed")) {
          next = new Expected(word, next.first, next.second);
        } else if (word.startsWith("T")) {
          next =
              resource == 0
                  ? new Expected(next.phase, word, next.second)
                  : new Expected(next.phase, next.first, word);
        }
      }
      return next;
    }

    static Expected of(Branch branch) {
      String phase =
          switch (branch.phase()) {
            case ABSENT -> "absent";
            case OPEN -> "open";
            case ROLLBACK_ONLY -> "failed";
            case PREPARED -> "prepared";
          };
      return new Expected(phase, association(branch, 0), association(branch, 1));
    }

    private static String association(Branch branch, int resource) {
      return branch.associated().contains(resource)
          ? "T1"
          : branch.suspended().contains(resource) ? "T2" : "T0";
    }
  }

  private final Set<Expected> seen = new HashSet<>();

  @Test
  void every_order_of_calls_is_answered_as_the_tables_say() {
    follow(Branch.ABSENT, new Expected("absent", "T0", "T0"), new ArrayList<>());
    follow(Branch.RECOVERED, new Expected("prepared", "T0", "T0"), new ArrayList<>());
    assertThat(seen).hasSize(2 * 9 + 2);
  }

  /** Orders of any length: what was seen once is answered the same again, since both are values. */
  private void follow(Branch branch, Expected expected, List<String> calls) {
    if (!seen.add(expected)) {
      return;
    }
    for (String cell : List.of("start", "join", "resume", "success", "fail", "suspend")) {
      for (int resource = 0; resource < 2; resource++) {
        String phase = expected.phase();
        String column =
            phase.equals("open") || phase.equals("failed")
                ? phase + " " + expected.association(resource)
                : phase;
        check(branch, expected, calls, cell, resource, RESOURCE_CELLS.get(cell + "/" + column));
      }
    }
    for (String cell :
        List.of("prepare", "nothing", "commit", "one-phase", "rollback", "forget", "failing")) {
      String phase = expected.phase();
      String column =
          phase.equals("open") || phase.equals("failed")
              ? phase + (expected.used() ? " used" : " free")
              : phase;
      check(branch, expected, calls, cell, 0, BRANCH_CELLS.get(cell + "/" + column));
    }
  }

  private void check(
      Branch branch, Expected before, List<String> calls, String call, int resource, String cell) {
    calls.add(call + resource);
    Branch.Answer answer = call(branch, call, resource);
    Integer code = CODES.get(cell.split(" ")[0]);
    Expected after = before.with(cell, resource);
    boolean same =
        answer instanceof Branch.Refused refused
            ? code != null && refused.errorCode() == code
            : code == null
                && ((Branch.Allowed) answer).vote()
                    == (cell.startsWith("RO") ? XAResource.XA_RDONLY : XAResource.XA_OK);
    if (!same || !Expected.of(answer.next()).equals(after)) {
      throw new AssertionError(calls + ": " + answer + ", but the tables say " + cell);
    }
    follow(answer.next(), after, calls);
    calls.remove(calls.size() - 1);
  }

  private static Branch.Answer call(Branch branch, String call, int resource) {
    return switch (call) {
      case "start" -> branch.start(resource, XAResource.TMNOFLAGS, false);
      case "join" -> branch.start(resource, XAResource.TMJOIN, false);
      case "resume" -> branch.start(resource, XAResource.TMRESUME, false);
      case "success" -> branch.end(resource, XAResource.TMSUCCESS);
      case "fail" -> branch.end(resource, XAResource.TMFAIL);
      case "suspend" -> branch.end(resource, XAResource.TMSUSPEND);
      case "prepare" -> branch.prepare(true);
      case "nothing" -> branch.prepare(false);
      case "commit" -> branch.commit(false);
      case "one-phase" -> branch.commit(true);
      case "rollback" -> branch.rollback();
      case "forget" -> branch.forget();
      default -> new Branch.Allowed(branch.failed(), XAResource.XA_OK);
    };
  }

  @Test
  void a_resource_works_for_one_branch_at_a_time() {
    assertThat(Branch.ABSENT.start(0, XAResource.TMNOFLAGS, true))
        .isEqualTo(new Branch.Refused(Branch.ABSENT, XAException.XAER_PROTO));
  }

  @Test
  void unknown_flags_are_invalid() {
    for (int flags :
        List.of(
            XAResource.TMJOIN | XAResource.TMRESUME, XAResource.TMSUCCESS, XAResource.TMONEPHASE)) {
      assertThat(Branch.ABSENT.start(0, flags, false))
          .isEqualTo(new Branch.Refused(Branch.ABSENT, XAException.XAER_INVAL));
    }
    for (int flags :
        List.of(
            XAResource.TMNOFLAGS,
            XAResource.TMJOIN,
            XAResource.TMSUCCESS | XAResource.TMFAIL,
            XAResource.TMONEPHASE)) {
      assertThat(Branch.ABSENT.end(0, flags))
          .isEqualTo(new Branch.Refused(Branch.ABSENT, XAException.XAER_INVAL));
    }
  }

  @Test
  void a_scan_lists_once_between_its_beginning_and_its_end() {
    int start = XAResource.TMSTARTRSCAN;
    int end = XAResource.TMENDRSCAN;
    RecoveryScan none = RecoveryScan.NONE;
    RecoveryScan open = new RecoveryScan(true);
    for (RecoveryScan scan : List.of(none, open)) {
      assertThat(scan.recover(start)).isEqualTo(new RecoveryScan.Answer(open, true, 0));
      assertThat(scan.recover(start | end)).isEqualTo(new RecoveryScan.Answer(none, true, 0));
      assertThat(scan.recover(start | XAResource.TMFAIL).errorCode())
          .isEqualTo(XAException.XAER_INVAL);
    }
    assertThat(open.recover(XAResource.TMNOFLAGS))
        .isEqualTo(new RecoveryScan.Answer(open, false, 0));
    assertThat(open.recover(end)).isEqualTo(new RecoveryScan.Answer(none, false, 0));
    assertThat(none.recover(XAResource.TMNOFLAGS))
        .isEqualTo(new RecoveryScan.Answer(none, false, XAException.XAER_INVAL));
    assertThat(none.recover(end).errorCode()).isEqualTo(XAException.XAER_INVAL);
  }
}
