package io.pikabus.benchmark.journal;

import io.pikabus.journal.BranchId;
import java.nio.ByteBuffer;

/** Identifiers as long as those of a usual transaction manager. */
final class Branches {

  private static final int GLOBAL = 29;
  private static final int QUALIFIER = 36;

  /** Octets of one in a record. */
  static final int SIZE = 6 + GLOBAL + QUALIFIER;

  private Branches() {}

  static BranchId of(long number) {
    byte[] global = ByteBuffer.allocate(GLOBAL).putLong(number).array();
    return BranchId.of(131_077, global, new byte[QUALIFIER]);
  }
}
