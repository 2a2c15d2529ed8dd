package io.pikabus;

import org.jspecify.annotations.Nullable;

/**
 * Something is not there that every message needs: no transaction can be begun, or the inbox or the
 * outbox cannot be reached. A handler that fails with it, anywhere in the cause chain, costs its
 * message no retry: the lane pauses.
 */
public final class UnavailableException extends PikaBusException {

  private static final long serialVersionUID = 1L;

  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
