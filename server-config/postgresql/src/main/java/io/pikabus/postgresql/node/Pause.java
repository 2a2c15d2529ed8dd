package io.pikabus.postgresql.node;

/** Between two looks at something that nobody announces. */
final class Pause {

  private static final long MILLISECONDS = 20;

  private Pause() {}

  static void shortly() {
    try {
      Thread.sleep(MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for PostgreSQL", e);
    }
  }
}
