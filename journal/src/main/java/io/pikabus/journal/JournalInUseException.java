package io.pikabus.journal;

/** Another process, or another part of this one, has the journal open. */
public final class JournalInUseException extends JournalException {

  private static final long serialVersionUID = 1;

  JournalInUseException(String message) {
    super(message);
  }
}
