package io.pikabus.crash;

/** Where the server is killed, and what must be found afterwards. */
enum CrashPoint {
  LOCAL_SENT(
      "1",
      Mode.LOCAL,
      Door.REQUEST,
      "local: after send, before completion",
      "nothing sent, no row",
      Rules.beforeCompletion(),
      new Outcome(0, 0, 0)),
  LOCAL_SOME_CONFIRMED(
      "2",
      Mode.LOCAL,
      Door.REQUEST,
      "local: " + CrashPoint.SOME + " of " + CrashPoint.MESSAGES + " confirmed",
      "no row; " + CrashPoint.SOME + " messages out",
      Rules.confirmed(CrashPoint.SOME),
      new Outcome(0, CrashPoint.SOME, 0)),
  LOCAL_ALL_CONFIRMED(
      "3",
      Mode.LOCAL,
      Door.REQUEST,
      "local: all confirmed, before the database commits",
      "no row; " + CrashPoint.MESSAGES + " messages out",
      Rules.beforeCommit(),
      new Outcome(0, CrashPoint.MESSAGES, 0)),
  LOCAL_COMMITTED(
      "4",
      Mode.LOCAL,
      Door.QUEUE,
      "local: committed, before the incoming ack",
      "delivered and done again",
      Rules.beforeAcknowledgement(),
      new Outcome(2, 2 * CrashPoint.MESSAGES, 0));

  /** How many messages each task sends. */
  static final int MESSAGES = 5;

  /** Fewer than all. */
  static final int SOME = 2;

  final String number;
  final Mode mode;
  final Door door;
  final String killedAt;
  final String expected;
  final Outcome outcome;
  private final String rules;

  CrashPoint(
      String number,
      Mode mode,
      Door door,
      String killedAt,
      String expected,
      String rules,
      Outcome outcome) {
    this.number = number;
    this.mode = mode;
    this.door = door;
    this.killedAt = killedAt;
    this.expected = expected;
    this.rules = rules;
    this.outcome = outcome;
  }

  /** The rules that kill the server over a task. */
  String rules(String task) {
    return rules
        .replace("{task}", task)
        .replace("{audit}", mode.audit())
        .replace("{exit}", String.valueOf(Rules.KILLED));
  }

  @Override
  public String toString() {
    return number + " " + killedAt;
  }
}
