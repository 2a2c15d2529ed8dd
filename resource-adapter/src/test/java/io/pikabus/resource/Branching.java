package io.pikabus.resource;

import io.pikabus.PikaBusConnection;
import io.pikabus.journal.BranchId;
import jakarta.resource.spi.ManagedConnection;
import java.nio.charset.StandardCharsets;
import javax.transaction.xa.XAResource;

/** What a transaction manager does with a branch, call by call. */
final class Branching {

  final BranchId id;
  final XAResource resource;
  private final PikaBusConnection bus;

  Branching(Node node, String name) throws Exception {
    id = BranchId.of(7, name.getBytes(StandardCharsets.UTF_8), new byte[] {1});
    ManagedConnection connection = node.factory().createManagedConnection(null, null);
    resource = connection.getXAResource();
    bus = (PikaBusConnection) connection.getConnection(null, null);
  }

  /** Begins, sends, and ends the work. */
  Branching send(String queue, String... texts) throws Exception {
    resource.start(id, XAResource.TMNOFLAGS);
    for (String text : texts) {
      bus.send(queue, text);
    }
    resource.end(id, XAResource.TMSUCCESS);
    return this;
  }

  Branching prepare() throws Exception {
    if (resource.prepare(id) != XAResource.XA_OK) {
      throw new AssertionError("read only");
    }
    return this;
  }

  void commit() throws Exception {
    resource.commit(id, false);
  }
}
