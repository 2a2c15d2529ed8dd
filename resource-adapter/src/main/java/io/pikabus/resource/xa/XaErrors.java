package io.pikabus.resource.xa;

import javax.transaction.xa.XAException;
import org.jspecify.annotations.Nullable;

/** Makes the exceptions of XA. */
final class XaErrors {

  private XaErrors() {}

  /** With its code, and why where that is known. */
  static XAException of(int code, @Nullable Throwable cause) {
    XAException error =
        new XAException(
            cause == null
                ? "Error %d of XA.".formatted(code)
                : "Error %d of XA: %s".formatted(code, cause.getMessage()));
    error.errorCode = code;
    if (cause != null) {
      error.initCause(cause);
    }
    return error;
  }
}
