package io.pikabus;

import org.jspecify.annotations.Nullable;

/**
 * A handler succeeded and its transaction did not: it was marked for rollback, timed out, or the
 * database refused to commit. What the handler did is undone, and its messages are not sent.
 */
public final class RolledBackException extends PikaBusException {
  private static final long serialVersionUID = 1L;

  public RolledBackException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
