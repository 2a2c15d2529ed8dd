package io.pikabus.crash;

import java.nio.file.Path;

/**
 * How a task comes to its crash.
 *
 * @param killed what dies
 * @param rules for the server that performs the task
 * @param rulesOfOther for the other server; empty if it is not killed
 */
record Way(Killed killed, Mode mode, Door door, String rules, String rulesOfOther) {

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
    BROKER
  }

  static Way through(Mode mode, Door door, String rules) {
    return new Way(Killed.SERVER, mode, door, rules, "");
  }

  static Way besideAnother(Mode mode, String rules) {
    return new Way(Killed.ONE_OF_TWO, mode, Door.REQUEST, rules, "");
  }

  static Way takenUp(Mode mode, String rules, String rulesOfOther) {
    return new Way(Killed.BOTH, mode, Door.REQUEST, rules, rulesOfOther);
  }

  static Way killingTheBroker(Mode mode, String rules) {
    return new Way(Killed.BROKER, mode, Door.REQUEST, rules, "");
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
