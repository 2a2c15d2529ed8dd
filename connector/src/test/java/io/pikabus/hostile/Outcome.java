package io.pikabus.hostile;

/** What became of a hostile message. */
enum Outcome {
  /** A handler had it, and what it sent is out. */
  HANDLED,
  /** It lies in the error queue with its reason. */
  ERROR_QUEUE,
  /** It waits in a delay queue for the time that its sender wrote. */
  WAITING,
  /** It is kept, unacknowledged, and the status says so. */
  KEPT,
  /** The broker did not take it. */
  REFUSED,
  /** The broker dropped it, as its sender asked. */
  EXPIRED,
  /** Nobody knows. */
  LOST
}
