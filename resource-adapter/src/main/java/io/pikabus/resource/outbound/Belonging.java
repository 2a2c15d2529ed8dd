package io.pikabus.resource.outbound;

import jakarta.transaction.Status;

/** To what a message belongs that is sent on a connection now. Pure. */
enum Belonging {
  /** To the branch for which the connection works. */
  BRANCH,
  /** To no transaction of the container. */
  NONE,
  /** To a transaction of which the connection is no part: opened before it began. */
  STRANGER,
  /** To a transaction that would not take it along: marked for rollback, timed out, or over. */
  ENDING;

  /**
   * Decides.
   *
   * @param enlisted whether the connection works for a branch
   * @param status of the calling thread's transaction
   */
  static Belonging of(boolean enlisted, int status) {
    return switch (status) {
      case Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_ROLLEDBACK ->
          ENDING;
      case Status.STATUS_NO_TRANSACTION, Status.STATUS_COMMITTED -> enlisted ? BRANCH : NONE;
      default -> enlisted ? BRANCH : STRANGER;
    };
  }
}
