package io.pikabus.journal;

/** Why the journal could not do what it was asked. */
public abstract sealed class JournalException extends Exception
    permits JournalInUseException,
        JournalDamagedException,
        JournalFullException,
        JournalFailedException {

  private static final long serialVersionUID = 1;

  JournalException(String message) {
    super(message);
  }

  JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
