package io.pikabus.arquillian.apps.sales;

/** How a message is sent. */
public enum Way {
  /** Through the emitter of a channel. */
  EMITTER,
  /** As a command of the bus. */
  COMMAND,
  /** As an event of the bus. */
  EVENT
}
