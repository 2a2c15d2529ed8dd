package io.pikabus.journal;

import java.util.Set;
import java.util.TreeSet;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/**
 * A branch as the XA protocol sees it: which call is allowed when, and what a wrong one is
 * answered. A value: each call gives an {@link Answer} with the branch that there is afterwards. It
 * follows the state tables of the XA specification, chapter 6, and JTA 1.3, section 3.4.
 *
 * <p>Where they leave a choice: a branch with a suspended association cannot be prepared, decided
 * or forgotten; the end of one that can only roll back succeeds, and prepare says it. There are no
 * heuristic decisions.
 *
 * <pre>{@code
 * Branch.Answer answer = branch.prepare(holdsMessages);
 * }</pre>
 *
 * @param phase how far it is
 * @param associated numbers of the resources that work for it now
 * @param suspended numbers of those whose work is suspended
 */
public record Branch(Phase phase, Set<Integer> associated, Set<Integer> suspended) {

  /** How far a branch is. */
  public enum Phase {
    /** Not begun, or over. */
    ABSENT,
    /** Begun, and could be prepared. */
    OPEN,
    /** Begun, and can only be rolled back. */
    ROLLBACK_ONLY,
    /** Prepared, by us or before a restart. */
    PREPARED
  }

  /** What a call is answered. */
  public sealed interface Answer {

    /** The branch afterwards. */
    Branch next();
  }

  /**
   * The call succeeds.
   *
   * @param vote what prepare returns: {@link XAResource#XA_OK} or {@link XAResource#XA_RDONLY}; the
   *     former for every other call
   */
  public record Allowed(Branch next, int vote) implements Answer {}

  /**
   * The call is answered with an exception.
   *
   * @param errorCode of the {@link XAException}
   */
  public record Refused(Branch next, int errorCode) implements Answer {}

  /** Unknown. */
  public static final Branch ABSENT = new Branch(Phase.ABSENT, Set.of(), Set.of());

  /** Found in the journal without an outcome. */
  public static final Branch RECOVERED = new Branch(Phase.PREPARED, Set.of(), Set.of());

  /** Copies the sets. */
  public Branch {
    associated = Set.copyOf(associated);
    suspended = Set.copyOf(suspended);
  }

  /**
   * {@code start}.
   *
   * @param resource the number of the XAResource that is called
   * @param flags TMNOFLAGS, TMJOIN or TMRESUME
   * @param busy whether it works for a branch now, this one or another
   */
  public Answer start(int resource, int flags, boolean busy) {
    if (flags != XAResource.TMNOFLAGS
        && flags != XAResource.TMJOIN
        && flags != XAResource.TMRESUME) {
      return refused(XAException.XAER_INVAL);
    }
    if (busy || associated.contains(resource)) {
      return refused(XAException.XAER_PROTO);
    }
    if (flags == XAResource.TMNOFLAGS) {
      return phase == Phase.ABSENT
          ? allowed(new Branch(Phase.OPEN, Set.of(resource), Set.of()))
          : refused(XAException.XAER_DUPID);
    }
    if (phase == Phase.ABSENT) {
      return refused(XAException.XAER_NOTA);
    }
    boolean resume = flags == XAResource.TMRESUME;
    if (phase == Phase.PREPARED || resume != suspended.contains(resource)) {
      return refused(XAException.XAER_PROTO);
    }
    if (phase == Phase.ROLLBACK_ONLY) {
      return refused(XAException.XA_RBROLLBACK);
    }
    return allowed(new Branch(phase, with(associated, resource), without(suspended, resource)));
  }

  /**
   * {@code end}.
   *
   * @param resource the number of the XAResource that is called
   * @param flags TMSUCCESS, TMFAIL or TMSUSPEND
   */
  public Answer end(int resource, int flags) {
    if (flags != XAResource.TMSUCCESS
        && flags != XAResource.TMFAIL
        && flags != XAResource.TMSUSPEND) {
      return refused(XAException.XAER_INVAL);
    }
    if (phase == Phase.ABSENT) {
      return refused(XAException.XAER_NOTA);
    }
    boolean works = associated.contains(resource);
    if (flags == XAResource.TMSUSPEND) {
      return works
          ? allowed(new Branch(phase, without(associated, resource), with(suspended, resource)))
          : refused(XAException.XAER_PROTO);
    }
    if (!works && !suspended.contains(resource)) {
      return refused(XAException.XAER_PROTO);
    }
    return allowed(
        new Branch(
            flags == XAResource.TMFAIL ? Phase.ROLLBACK_ONLY : phase,
            without(associated, resource),
            without(suspended, resource)));
  }

  /** Something went wrong, or took too long: it can only be rolled back. */
  public Branch failed() {
    return phase == Phase.OPEN ? new Branch(Phase.ROLLBACK_ONLY, associated, suspended) : this;
  }

  /**
   * {@code prepare}.
   *
   * @param holds whether there is anything to commit
   */
  public Answer prepare(boolean holds) {
    if (phase == Phase.ABSENT) {
      return refused(XAException.XAER_NOTA);
    }
    if (phase == Phase.PREPARED || isInUse()) {
      return refused(XAException.XAER_PROTO);
    }
    if (phase == Phase.ROLLBACK_ONLY) {
      return new Refused(ABSENT, XAException.XA_RBROLLBACK);
    }
    return holds ? allowed(RECOVERED) : new Allowed(ABSENT, XAResource.XA_RDONLY);
  }

  /** {@code commit}. */
  public Answer commit(boolean onePhase) {
    if (phase == Phase.ABSENT) {
      return refused(XAException.XAER_NOTA);
    }
    if (isInUse() || onePhase == (phase == Phase.PREPARED)) {
      return refused(XAException.XAER_PROTO);
    }
    if (onePhase && phase == Phase.ROLLBACK_ONLY) {
      return new Refused(ABSENT, XAException.XA_RBROLLBACK);
    }
    return allowed(ABSENT);
  }

  /** {@code rollback}. */
  public Answer rollback() {
    if (phase == Phase.ABSENT) {
      return refused(XAException.XAER_NOTA);
    }
    return isInUse() ? refused(XAException.XAER_PROTO) : allowed(ABSENT);
  }

  /** {@code forget}, which is for heuristic decisions only. */
  public Answer forget() {
    return refused(phase == Phase.ABSENT ? XAException.XAER_NOTA : XAException.XAER_PROTO);
  }

  private boolean isInUse() {
    return !associated.isEmpty() || !suspended.isEmpty();
  }

  private static Answer allowed(Branch next) {
    return new Allowed(next, XAResource.XA_OK);
  }

  private Answer refused(int errorCode) {
    return new Refused(this, errorCode);
  }

  private static Set<Integer> with(Set<Integer> some, int one) {
    Set<Integer> more = new TreeSet<>(some);
    more.add(one);
    return more;
  }

  private static Set<Integer> without(Set<Integer> some, int one) {
    Set<Integer> fewer = new TreeSet<>(some);
    fewer.remove(one);
    return fewer;
  }
}
