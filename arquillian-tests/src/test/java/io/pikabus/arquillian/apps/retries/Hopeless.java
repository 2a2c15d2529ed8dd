package io.pikabus.arquillian.apps.retries;

/** An application's exception for what no second try can mend. */
public class Hopeless extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One that the settings do not name. */
  public static class Worse extends Hopeless {
    private static final long serialVersionUID = 1L;
  }
}
