package io.pikabus.journal;

/**
 * The journal cannot grow, so it takes no more branches: XA_RBOTHER at prepare. Nothing was
 * recorded. What is prepared can still be decided, since room for its outcome was set aside.
 */
public final class JournalFullException extends JournalException {

  private static final long serialVersionUID = 1;

  JournalFullException(String message) {
    super(message);
  }

  JournalFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
