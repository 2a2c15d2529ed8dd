package io.pikabus.documentation;

/** A service that many messages need does not answer. */
public class LedgerAway extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
