package io.pikabus.transaction;

/**
 * Takes part in a transaction, and hears how it ended: exactly one of the methods is called, once,
 * by any thread; neither throws, nor waits for long.
 */
public interface Participant {

  /** It has committed, and what was sent in it is out, or lies in the database. */
  void committed();

  /** It has not, or nobody knows; or something that was sent after its commit is not out. */
  void rolledBack();
}
