package io.pikabus;

import org.jspecify.annotations.Nullable;

/** The broker could not be reached, or refused what was asked of it. Says which, and what to do. */
public final class BrokerException extends PikaBusException {
  private static final long serialVersionUID = 1L;

  public BrokerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
