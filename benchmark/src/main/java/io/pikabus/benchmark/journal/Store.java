package io.pikabus.benchmark.journal;

/** Puts records on the disk. Used by several threads, each of which waits for its own. */
interface Store extends AutoCloseable {

  /** Octets of a branch. */
  int OCTETS = 1024;

  /**
   * A branch is on the disk when this returns; then it is over, which need not be on the disk.
   *
   * @param number of the branch, never the same twice
   */
  void branch(long number) throws Exception;

  @Override
  void close() throws Exception;
}
