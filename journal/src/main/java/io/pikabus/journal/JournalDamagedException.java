package io.pikabus.journal;

/**
 * Something that was on the disk is missing or changed. The journal does not start, and has changed
 * nothing. The message says what was found where, and how to go on.
 */
public final class JournalDamagedException extends JournalException {

  private static final long serialVersionUID = 1;

  JournalDamagedException(String message) {
    super(message);
  }
}
