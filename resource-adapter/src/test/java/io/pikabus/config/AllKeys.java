package io.pikabus.config;

import java.util.List;

/** The connector's keys, for a test that compares. */
public final class AllKeys {

  private AllKeys() {}

  public static List<ConfigKey<?>> all() {
    return Keys.ALL;
  }
}
