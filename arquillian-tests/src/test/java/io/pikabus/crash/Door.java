package io.pikabus.crash;

/** How a task comes in. */
enum Door {
  /** By HTTP. */
  REQUEST,
  /** By a message. */
  QUEUE
}
