package io.pikabus.crash;

import java.nio.file.Path;

/**
 * How a task comes to its crash.
 *
 * @param killed what dies
 * @param rules for the server that performs the task
 * @param rulesOfOther for the other server, or for the same when it recovers; empty if that is not
 *     killed
 * @param atDeath the task's work in the database, when the server dies
 */
record Way(Killed killed, Mode mode, Door door, String rules, String rulesOfOther, Work atDeath) {

  /** How many messages each task sends. */
  static final int MESSAGES = 5;

  /** Fewer than all. */
  static final int SOME = 2;

  /** What dies. */
  enum Killed {
    /** The server, which is then started again. */
    SERVER,
    /** One server of two, which stays dead. */
    ONE_OF_TWO,
    /** One server of two, and then the other over what the first left; the first starts again. */
    BOTH,
    /** The broker, which is then started again. */
    BROKER,
    /** The server and then the broker, which comes back when the server has recovered. */
    SERVER_AND_BROKER,
    /** The server, while the broker is away; that one comes back likewise. */
    SERVER_WITHOUT_BROKER,
    /** The server, and once more when it recovers. */
    SERVER_TWICE
  }

  /** What the database has of a task. */
  enum Work {
    /** Not looked at. */
    ANY,
    /** In doubt. */
    PREPARED,
    /** There. */
    COMMITTED
  }

  static Way through(Mode mode, Door door, String rules) {
    return new Way(Killed.SERVER, mode, door, rules, "", Work.ANY);
  }

  static Way besideAnother(Mode mode, String rules) {
    return new Way(Killed.ONE_OF_TWO, mode, Door.REQUEST, rules, "", Work.ANY);
  }

  static Way takenUp(Mode mode, String rules, String rulesOfOther) {
    return new Way(Killed.BOTH, mode, Door.REQUEST, rules, rulesOfOther, Work.ANY);
  }

  static Way killingTheBroker(Mode mode, String rules) {
    return new Way(Killed.BROKER, mode, Door.REQUEST, rules, "", Work.ANY);
  }

  /** And the broker dies too. */
  static Way withBroker(Mode mode, Door door, String rules) {
    return new Way(Killed.SERVER_AND_BROKER, mode, door, rules, "", Work.ANY);
  }

  static Way withoutBroker(Mode mode, Door door, String rules) {
    return new Way(Killed.SERVER_WITHOUT_BROKER, mode, door, rules, "", Work.ANY);
  }

  static Way recovered(Mode mode, String rules, String rulesOfRecovery) {
    return new Way(Killed.SERVER_TWICE, mode, Door.REQUEST, rules, rulesOfRecovery, Work.ANY);
  }

  /** The same, and this is seen in the database in between. */
  Way leaving(Work found) {
    return new Way(killed, mode, door, rules, rulesOfOther, found);
  }

  /** The rules over a task. */
  String rules(String task) {
    return filled(rules, task, Path.of(""));
  }

  /**
   * The rules over a task.
   *
   * @param announcement a file that is made when the point is reached
   */
  String rules(String task, Path announcement) {
    return filled(rules, task, announcement);
  }

  String rulesOfOther(String task) {
    return filled(rulesOfOther, task, Path.of(""));
  }

  private String filled(String rules, String task, Path announcement) {
    return rules
        .replace("{work}", mode.work().getName())
        .replace("{task}", task)
        .replace("{audit}", mode.audit())
        .replace("{file}", announcement.toString())
        .replace("{exit}", String.valueOf(Rules.KILLED));
  }

  /** Whether it takes two servers. */
  boolean needsAnother() {
    return killed == Killed.ONE_OF_TWO || killed == Killed.BOTH;
  }
}
