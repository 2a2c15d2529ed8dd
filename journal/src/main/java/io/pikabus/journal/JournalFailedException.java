package io.pikabus.journal;

/**
 * Reading or writing failed, or the journal is closed: XAER_RMFAIL. After a failed force nobody
 * knows what is on the disk, so this journal answers nothing any more. Close it and open it again:
 * opening reads what is there, writes the end of it once more, and forces it.
 */
public final class JournalFailedException extends JournalException {

  private static final long serialVersionUID = 1;

  JournalFailedException(String message) {
    super(message);
  }

  JournalFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
