package io.pikabus.rabbitmq;

/**
 * Whether to leave a node that seems to have lost the majority of its cluster, for another one that
 * has it: when to ask the others, and when to go. A value. Counted in looks, like {@link Majority}.
 *
 * @param answer of the other nodes
 * @param rest looks before they may be asked
 * @param rounds of questions in a row that none of them answered
 * @param moves each soon after the one before
 */
record Elsewhere(Answer answer, int rest, int rounds, int moves) {

  /** What is known of the other nodes. */
  enum Answer {
    NOT_ASKED,
    /** They are being asked. */
    ASKED,
    /** One has the majority. */
    FOUND
  }

  static final Elsewhere START = new Elsewhere(Answer.NOT_ASKED, 0, 0, 0);

  private static final int PAUSE = 4;
  private static final int PAUSE_AFTER_MOVE = 16;
  private static final int MOST_DOUBLINGS = 4;

  /**
   * After one more look.
   *
   * @param now what is known of the own node
   */
  Elsewhere next(Majority now) {
    int left = Math.max(0, rest - 1);
    return now.isDoubted()
        ? new Elsewhere(answer, left, rounds, moves)
        : new Elsewhere(
            answer == Answer.FOUND ? Answer.NOT_ASKED : answer, left, 0, left == 0 ? 0 : moves);
  }

  /** Whether to ask the others now. */
  boolean asks(Majority now) {
    return now.isDoubted() && answer == Answer.NOT_ASKED && rest == 0;
  }

  /** They are asked. */
  Elsewhere asked() {
    return new Elsewhere(Answer.ASKED, rest, rounds, moves);
  }

  /** One of them has the majority. */
  Elsewhere found() {
    return new Elsewhere(Answer.FOUND, 0, 0, moves);
  }

  /** None of them answered in time; nor will they soon, so the next question can wait longer. */
  Elsewhere nobody() {
    return new Elsewhere(Answer.NOT_ASKED, pause(PAUSE, rounds), rounds + 1, moves);
  }

  /** Whether to go. Not before the own node has had its time to answer. */
  boolean leaves(Majority now) {
    return answer == Answer.FOUND && now.isTold();
  }

  /** The node is left: the next one is given more time. */
  Elsewhere left() {
    return new Elsewhere(Answer.NOT_ASKED, pause(PAUSE_AFTER_MOVE, moves), 0, moves + 1);
  }

  /** Another connection was opened, for whatever reason. */
  Elsewhere opened() {
    return new Elsewhere(answer == Answer.FOUND ? Answer.NOT_ASKED : answer, rest, rounds, moves);
  }

  private static int pause(int first, int times) {
    return first << Math.min(times, MOST_DOUBLINGS);
  }
}
