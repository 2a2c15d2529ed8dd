package io.pikabus;

import org.jspecify.annotations.Nullable;

/**
 * The root of all that pikabus throws of its own. A wrong argument is an {@link
 * IllegalArgumentException} all the same, and a call at the wrong moment an {@link
 * IllegalStateException}.
 */
public abstract class PikaBusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** For the exceptions of this package. */
  PikaBusException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
