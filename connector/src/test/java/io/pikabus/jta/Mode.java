package io.pikabus.jta;

import io.pikabus.PikaBus;

/** How a message belongs to its transaction. */
enum Mode {
  BEFORE_COMMIT("transaction", "local", "flush", "before-commit"),
  AFTER_COMMIT("transaction", "local", "flush", "after-commit"),
  OUTBOX("transaction", "outbox");

  private final String[] settings;

  Mode(String... settings) {
    this.settings = settings;
  }

  PikaBus of(Deployment deployment) {
    return deployment.bus(settings);
  }
}
