package io.pikabus.jta;

import io.pikabus.PikaBus;
import java.util.stream.Stream;

/** How a message belongs to its transaction. */
enum Mode {
  BEFORE_COMMIT("transaction", "local", "flush", "before-commit"),
  AFTER_COMMIT("transaction", "local", "flush", "after-commit"),
  OUTBOX("transaction", "outbox");

  private final String[] settings;

  Mode(String... settings) {
    this.settings = settings;
  }

  /** With others: key, value, key, value. */
  String[] settings(String... others) {
    return Stream.concat(Stream.of(settings), Stream.of(others)).toArray(String[]::new);
  }

  PikaBus of(Deployment deployment) {
    return deployment.bus(settings);
  }
}
