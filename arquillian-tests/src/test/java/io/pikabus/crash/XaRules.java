package io.pikabus.crash;

/**
 * Byteman rules for transactions over the resource adapter and an XA datasource. The datasource is
 * used first, so it is prepared and committed first. As {@link Rules}, they name no class of
 * pikabus: where the journal's file matters, they name that of the JDK.
 */
final class XaRules {

  /** All branches are prepared, and the decision is about to be logged. */
  static final String WRITE_DECISION = "{write decision}";

  /** The decision is logged, and no branch is committed. */
  static final String DECIDED = "{decided}";

  /** Where a branch is committed, whose transaction was decided. */
  static final String COMMIT_BRANCH = "{commit branch}";

  /** Where the only branch is committed. */
  static final String COMMIT_ONE_PHASE = "{commit one phase}";

  /** Where recovery rolls back a branch of which no log knows. */
  static final String ROLL_BACK_UNKNOWN = "{roll back unknown}";

  /** The thread that performs the task does it. */
  private static final String WORKER_IS_HERE =
      """

      IF linked("worker") == Thread.currentThread()
      DO killJVM({exit})
      ENDRULE
      """;

  private XaRules() {}

  /** Half of what the journal is to write is written, when nothing is forced yet. */
  static String torn() {
    return Rules.WORKER
        + """
        RULE half of it
        CLASS sun.nio.ch.SimpleAsynchronousFileChannelImpl
        METHOD implWrite
        AT ENTRY
        IF linked("worker") == Thread.currentThread()
        DO $1.limit($1.position() + $1.remaining() / 2)
        ENDRULE
        RULE and no more
        CLASS sun.nio.ch.SimpleAsynchronousFileChannelImpl
        METHOD implWrite
        AT EXIT
        IF linked("worker") == Thread.currentThread()
        DO killJVM({exit})
        ENDRULE
        """;
  }

  /** Everybody is prepared, and nothing is logged. */
  static String prepared() {
    return Rules.WORKER + "RULE prepared\n" + WRITE_DECISION + WORKER_IS_HERE;
  }

  /** The decision is logged. */
  static String decided() {
    return Rules.WORKER + "RULE decided\n" + DECIDED + WORKER_IS_HERE;
  }

  /** The first of two is committed. */
  static String halfCommitted() {
    return Rules.WORKER
        + """
        RULE one of two is committed
        {commit branch}
        AT ENTRY
        IF linked("worker") == Thread.currentThread() AND incrementCounter("commits") == 2
        DO killJVM({exit})
        ENDRULE
        """;
  }

  /** Both are committed, and the log still knows of them. */
  static String bothCommitted() {
    return Rules.WORKER
        + """
        RULE both are committed
        {commit branch}
        AT EXIT
        IF linked("worker") == Thread.currentThread() AND incrementCounter("commits") == 2
        DO killJVM({exit})
        ENDRULE
        """;
  }

  /** The only one is committed. */
  static String committedInOnePhase() {
    return Rules.WORKER + "RULE committed\n" + COMMIT_ONE_PHASE + "\nAT EXIT" + WORKER_IS_HERE;
  }

  /** Recovery has rolled the database back, and the journal is about to write that it does. */
  static String rollingBack() {
    return recovering(
        ROLL_BACK_UNKNOWN,
        """
        RULE the journal hears of it
        CLASS sun.nio.ch.SimpleAsynchronousFileChannelImpl
        METHOD implWrite
        AT ENTRY
        IF linked("recovering") == Thread.currentThread()
        DO killJVM({exit})
        ENDRULE
        """);
  }

  /** Recovery has committed the database, and the journal has forced that it commits. */
  static String recommitted() {
    return recovering(
        COMMIT_BRANCH,
        """
        RULE the journal hears of it
        CLASS sun.nio.ch.SimpleAsynchronousFileChannelImpl
        METHOD implWrite
        AT EXIT
        IF linked("recovering") == Thread.currentThread()
        DO flag("written")
        ENDRULE
        RULE and keeps it
        CLASS sun.nio.ch.SimpleAsynchronousFileChannelImpl
        METHOD force
        AT EXIT
        IF flagged("written") AND linked("recovering") == Thread.currentThread()
        DO killJVM({exit})
        ENDRULE
        """);
  }

  private static String recovering(String where, String rules) {
    return """
        RULE the thread that recovers
        %s
        AT ENTRY
        IF TRUE
        DO link("recovering", Thread.currentThread())
        ENDRULE
        """
            .formatted(where)
        + rules;
  }
}
