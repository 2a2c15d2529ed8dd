package io.pikabus.resource.inflow;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a bean threw in what its container made of that: policies and {@code no-retry-on} know
 * the bean's exceptions. Pure.
 */
final class BeanFailure {

  /** By name: subclasses are the container's. */
  private static final String OF_CONTAINER = "jakarta.ejb.EJBException";

  /** A chain may be endless. */
  private static final int MOST = 20;

  private BeanFailure() {}

  /**
   * The bean's own exception.
   *
   * @throws Error the bean's own
   */
  static Exception of(Throwable wrapped) {
    Throwable found = wrapped;
    for (int i = 0; i < MOST && isWrapping(found); i++) {
      Throwable cause = cause(found);
      if (cause == null) {
        break;
      }
      found = cause;
    }
    if (found instanceof Error error) {
      throw error;
    }
    return found instanceof Exception exception ? exception : new ExecutionException(found);
  }

  private static @Nullable Throwable cause(Throwable wrapping) {
    return wrapping instanceof InvocationTargetException invoked
        ? invoked.getTargetException()
        : wrapping.getCause();
  }

  private static boolean isWrapping(Throwable each) {
    if (each instanceof InvocationTargetException || each instanceof UndeclaredThrowableException) {
      return true;
    }
    for (Class<?> type = each.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals(OF_CONTAINER)) {
        return true;
      }
    }
    return false;
  }
}
