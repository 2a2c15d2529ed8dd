package io.pikabus.transaction.jta;

import jakarta.transaction.Synchronization;

/**
 * Whether the calling thread is in a callback of a completing transaction. Status codes do not
 * tell: in {@code afterCompletion} WildFly answers with the outcome and Open Liberty with "no
 * transaction", and a handler whose transaction has timed out finds the same outcome.
 */
enum Callbacks {
  /** In no callback. */
  NONE,
  /** In {@code beforeCompletion}: the transaction may still be rolled back. */
  BEFORE_COMPLETION,
  /** In {@code afterCompletion}: the outcome is decided. */
  AFTER_COMPLETION;

  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** The innermost callback on the stack of the calling thread. Costs a walk of the stack. */
  static Callbacks current() {
    return STACK.walk(
        frames ->
            frames
                .filter(frame -> Synchronization.class.isAssignableFrom(frame.getDeclaringClass()))
                .map(frame -> of(frame.getMethodName()))
                .filter(callback -> callback != NONE)
                .findFirst()
                .orElse(NONE));
  }

  private static Callbacks of(String method) {
    return switch (method) {
      case "beforeCompletion" -> BEFORE_COMPLETION;
      case "afterCompletion" -> AFTER_COMPLETION;
      default -> NONE;
    };
  }
}
