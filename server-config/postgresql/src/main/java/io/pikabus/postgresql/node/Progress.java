package io.pikabus.postgresql.node;

/** Tells whoever watches the build what happens to the database, one short line each. */
final class Progress {

  private Progress() {}

  @SuppressWarnings("SystemOut") // a fixture has no logger that every caller would see
  static void say(String line) {
    System.out.println("database: " + line);
  }
}
