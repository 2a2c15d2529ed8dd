package io.pikabus.arquillian.parts;

import java.util.StringJoiner;

/** Writes exceptions for those who see them over HTTP. */
public final class Failures {

  private Failures() {}

  /** Class and message of an exception and of all its causes, one a line. */
  public static String chain(Throwable failure) {
    StringJoiner chain = new StringJoiner("\n");
    for (Throwable each = failure; each != null; each = each.getCause()) {
      chain.add(each.toString());
    }
    return chain.toString();
  }
}
