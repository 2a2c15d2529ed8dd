package io.pikabus.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * The identifier of a branch, as a value: two are equal when all three parts are. Immutable.
 *
 * <p>{@code BranchId.of(xid)} takes whatever a transaction manager hands over.
 */
public final class BranchId implements Xid {

  private final int formatId;
  private final byte[] global;
  private final byte[] qualifier;

  private BranchId(int formatId, byte[] global, byte[] qualifier) {
    this.formatId = formatId;
    this.global = global;
    this.qualifier = qualifier;
  }

  /**
   * Copies both arrays.
   *
   * @throws IllegalArgumentException if one is longer than XA's 64 octets
   */
  public static BranchId of(int formatId, byte[] global, byte[] qualifier) {
    if (global.length > MAXGTRIDSIZE || qualifier.length > MAXBQUALSIZE) {
      throw new IllegalArgumentException(
          "An Xid has up to 64 octets in each part. This one has %d and %d."
              .formatted(global.length, qualifier.length));
    }
    return new BranchId(formatId, global.clone(), qualifier.clone());
  }

  /**
   * The value of an Xid.
   *
   * @throws IllegalArgumentException if a part is longer than 64 octets
   */
  public static BranchId of(Xid xid) {
    return xid instanceof BranchId same
        ? same
        : of(xid.getFormatId(), xid.getGlobalTransactionId(), xid.getBranchQualifier());
  }

  @Override
  public int getFormatId() {
    return formatId;
  }

  /** A copy. */
  @Override
  public byte[] getGlobalTransactionId() {
    return global.clone();
  }

  /** A copy. */
  @Override
  public byte[] getBranchQualifier() {
    return qualifier.clone();
  }

  /** Octets that {@link #put} writes. */
  int size() {
    return Integer.BYTES + 2 + global.length + qualifier.length;
  }

  void put(ByteBuffer target) {
    target.putInt(formatId).put((byte) global.length).put((byte) qualifier.length);
    target.put(global).put(qualifier);
  }

  /** Reads what {@link #put} wrote, whose checksum was right. */
  static BranchId get(ByteBuffer source) {
    int formatId = source.getInt();
    byte[] global = new byte[source.get()];
    byte[] qualifier = new byte[source.get()];
    source.get(global).get(qualifier);
    return new BranchId(formatId, global, qualifier);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BranchId that
        && formatId == that.formatId
        && Arrays.equals(global, that.global)
        && Arrays.equals(qualifier, that.qualifier);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * formatId + Arrays.hashCode(global)) + Arrays.hashCode(qualifier);
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return formatId + ":" + hex.formatHex(global) + ":" + hex.formatHex(qualifier);
  }
}
