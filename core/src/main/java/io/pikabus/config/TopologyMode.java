package io.pikabus.config;

/** Who makes the exchanges, queues and bindings. */
public enum TopologyMode {
  /** What is missing is declared and bound, as far as the user may. */
  DECLARE,
  /** Nothing is declared or bound: what is missing is named and waited for. */
  CHECK
}
