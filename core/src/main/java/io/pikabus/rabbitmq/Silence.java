package io.pikabus.rabbitmq;

import java.time.Duration;

/**
 * For how long a broker has said nothing on a connection, and what to do about it. A value.
 *
 * <p>Counted in looks, a second apart, and not in time: a process that was itself stopped looks
 * once when it goes on, and blames nobody. Heartbeats do not count: a broker still sends them when
 * our own frames are lost on their way to it.
 *
 * @param number which silence of the connection it is
 * @param looks that heard nothing, in a row
 * @param node what is known of the node from another connection
 */
record Silence(int number, int looks, Node node) {

  /** Between two looks. */
  static final Duration LOOK = Duration.ofSeconds(1);

  static final Silence NONE = new Silence(0, 0, Node.NOT_ASKED);

  static final int PROBE = 2;
  private static final int ASK_NODE = 3;
  private static final int TELL = 4;
  private static final int GIVE_UP = 6;
  private static final int LEAST_PATIENCE = 10;

  /** What a connection of its own, that wants nothing but an answer, says of the node. */
  enum Node {
    NOT_ASKED,
    /** It runs: it may hold this connection up on purpose, to slow a sender down. */
    ANSWERS,
    /** It hangs, or cannot be reached. */
    SILENT
  }

  /** What to do after a look. */
  enum Step {
    /** Nothing yet. */
    WAIT,
    /** Ask the broker something on this connection. */
    PROBE,
    /** Ask the node on another connection. */
    ASK_NODE,
    /** Let it be seen that the broker does not answer. */
    TELL,
    /** Close the connection, so that another one is opened. */
    GIVE_UP
  }

  /**
   * After one more look.
   *
   * @param heard whether anything came since the last one, or nothing could be expected
   */
  Silence next(boolean heard) {
    return heard
        ? new Silence(number + 1, 0, Node.NOT_ASKED)
        : new Silence(number, looks + 1, node);
  }

  /**
   * The node was asked.
   *
   * @param when the silence for which it was; what was asked for another one says nothing of this
   */
  Silence asked(Silence when, boolean answers) {
    return when.number == number
        ? new Silence(number, looks, answers ? Node.ANSWERS : Node.SILENT)
        : this;
  }

  /**
   * What to do now.
   *
   * @param others whether there are other nodes to go to; a single one that hangs is given more
   *     time, since the next connection would lead to it as well
   * @param heartbeat the interval that bounds everybody's patience
   */
  Step step(boolean others, Duration heartbeat) {
    boolean over = looks >= Math.max(LEAST_PATIENCE, heartbeat.toSeconds());
    if (over || (others && node == Node.SILENT && looks >= GIVE_UP)) {
      return Step.GIVE_UP;
    }
    return switch (looks) {
      case PROBE -> Step.PROBE;
      case ASK_NODE -> others ? Step.ASK_NODE : Step.WAIT;
      case TELL -> Step.TELL;
      default -> Step.WAIT;
    };
  }

  /** Whether it has lasted for so long that it is to be seen. */
  boolean isTold() {
    return looks >= TELL;
  }

  Duration duration() {
    return LOOK.multipliedBy(looks);
  }
}
