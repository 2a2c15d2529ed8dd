package io.pikabus.rabbitmq;

import java.time.Duration;

/**
 * Whether the node of a connection still belongs to a majority of its cluster, as far as its
 * answers tell, and when to ask it. A value.
 *
 * <p>From RabbitMQ 4 on, a node whose cluster keeps its metadata in Khepri stays open to its
 * clients when it has lost the majority: it answers what it knows by itself, and holds back
 * whatever the others would have to agree to. Only a question of the second kind tells, and only
 * while nothing else flows: messages that are delivered or confirmed tell better.
 *
 * <p>Counted in looks, like {@link Silence}.
 *
 * @param calm looks in a row in which no message and no answer to one came
 * @param busy looks in a row in which some came
 * @param rest looks before another question may be asked, if the last one was answered
 * @param waiting looks since the first question that was not answered in time; 0 for none
 */
record Majority(int calm, int busy, int rest, int waiting) {

  /** An answer that takes longer may as well be the end of the broker's own patience. */
  static final Duration IN_TIME = Silence.LOOK.multipliedBy(4);

  static final Majority UNDOUBTED = new Majority(0, 0, 0, 0);

  private static final int FIRST = 2;
  private static final int DOUBT = 3;
  private static final int TELL = 5;
  private static final int PAUSE = 8;
  private static final int LONGEST_PAUSE = 16;
  private static final int FLOWS = 3;

  /**
   * After one more look.
   *
   * @param traffic whether a message, or an answer to one, came
   */
  Majority next(boolean traffic) {
    int left = Math.max(0, rest - 1);
    if (!traffic) {
      return new Majority(calm + 1, 0, left, waiting == 0 ? 0 : waiting + 1);
    }
    // What is told stays so until messages really flow: a look into a queue is answered anyway.
    return isTold() && busy + 1 < FLOWS
        ? new Majority(0, busy + 1, left, waiting)
        : new Majority(0, busy + 1, left, 0);
  }

  /** Whether to ask now: soon when it becomes calm, then rarely; the more so without answers. */
  boolean asks() {
    if (calm == 0) {
      return false;
    }
    return waiting == 0
        ? calm >= FIRST && rest == 0
        : waiting == PAUSE || waiting % LONGEST_PAUSE == 0;
  }

  /** It is asked. */
  Majority asked() {
    return new Majority(calm, busy, PAUSE, Math.max(waiting, 1));
  }

  /** An answer came in time. */
  Majority proven() {
    return new Majority(calm, busy, rest, 0);
  }

  /** Whether it takes so long to answer that others may be asked as well. */
  boolean isDoubted() {
    return waiting >= DOUBT;
  }

  /** Whether it has to be seen. */
  boolean isTold() {
    return waiting >= TELL;
  }

  /** Whether it has to be seen since this look. */
  boolean isToldNow() {
    return waiting == TELL && calm > 0;
  }

  /** Since it was asked. */
  Duration duration() {
    return Silence.LOOK.multipliedBy(waiting);
  }
}
