package io.pikabus;

import org.jspecify.annotations.Nullable;

/** A payload could not be encoded, or a body not decoded. Trying again will not help. */
public final class PayloadException extends PikaBusException {
  private static final long serialVersionUID = 1L;

  public PayloadException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
