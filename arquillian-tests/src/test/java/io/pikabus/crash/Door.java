package io.pikabus.crash;

/** How a task comes in. */
enum Door {
  /** By HTTP. */
  REQUEST,
  /** By HTTP, and it does nothing in the database. */
  REQUEST_TO_SEND,
  /** By a message. */
  QUEUE;

  /** How many rows each task inserts. */
  int rows() {
    return this == REQUEST_TO_SEND ? 0 : 1;
  }
}
