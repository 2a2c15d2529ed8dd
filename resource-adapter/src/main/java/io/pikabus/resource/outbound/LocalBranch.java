package io.pikabus.resource.outbound;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.journal.BranchId;
import io.pikabus.resource.xa.BranchResource;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.LocalTransactionException;
import java.nio.ByteBuffer;
import java.util.UUID;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of one connection alone, where a container begins such: a branch that is committed
 * in one phase. It is never in doubt, since nobody prepares it. Called from any thread.
 */
final class LocalBranch implements LocalTransaction {

  /** Of identifiers that no transaction manager makes: "pika". */
  private static final int FORMAT = 0x70696b61;

  private final BranchResource resource;

  @GuardedBy("this")
  private @Nullable BranchId present;

  LocalBranch(BranchResource resource) {
    this.resource = resource;
  }

  @Override
  public synchronized void begin() throws ResourceException {
    if (present != null) {
      throw new LocalTransactionException(
          "A local transaction of this connection has begun, and is to end before the next one.");
    }
    BranchId id = fresh();
    calling(() -> resource.start(id, XAResource.TMNOFLAGS));
    present = id;
  }

  @Override
  public synchronized void commit() throws ResourceException {
    BranchId id = taken();
    calling(
        () -> {
          resource.end(id, XAResource.TMSUCCESS);
          resource.commit(id, true);
        });
  }

  @Override
  public synchronized void rollback() throws ResourceException {
    BranchId id = taken();
    calling(
        () -> {
          resource.end(id, XAResource.TMSUCCESS);
          resource.rollback(id);
        });
  }

  /** What the container left open shall not be sent. */
  synchronized void rollBackIfOpen() throws ResourceException {
    if (present != null) {
      rollback();
    }
  }

  @GuardedBy("this")
  private BranchId taken() throws ResourceException {
    BranchId id = present;
    if (id == null) {
      throw new LocalTransactionException("No local transaction of this connection has begun.");
    }
    present = null;
    return id;
  }

  private static BranchId fresh() {
    UUID random = UUID.randomUUID();
    byte[] global =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(random.getMostSignificantBits())
            .putLong(random.getLeastSignificantBits())
            .array();
    return BranchId.of(FORMAT, global, new byte[0]);
  }

  private interface Call {
    void make() throws XAException;
  }

  private static void calling(Call call) throws ResourceException {
    try {
      call.make();
    } catch (XAException refused) {
      throw new LocalTransactionException(
          "The local transaction failed: " + refused.getMessage(), refused);
    }
  }
}
