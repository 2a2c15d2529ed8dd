package io.pikabus.config;

/** What a failed message says of its exception, in the header {@code ErrorDetails}. */
public enum ErrorDetails {
  /** The stack trace. */
  FULL,
  /** Class and message of the exception and of its causes. */
  MESSAGE,
  /** Their classes alone. */
  TYPE
}
