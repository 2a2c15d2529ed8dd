package io.pikabus.resource.xa;

import io.pikabus.SendOutcome;
import io.pikabus.journal.BranchId;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.resource.Node;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.Batch;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import javax.transaction.xa.XAResource;

/** A server in a process of its own, which dies in the middle of a transaction. */
final class Dying {

  /** Its exit code when it died where it should. */
  static final int DEAD = 42;

  static final int MESSAGES = 3;

  static final BranchId BRANCH = BranchId.of(1, new byte[] {1, 2}, new byte[] {3});

  /** Where it dies. */
  enum Point {
    /** 11: nothing of the branch is on the disk. */
    BEFORE_PREPARE,
    /** 12 and 13: the manager may have decided, or not. */
    PREPARED,
    /** 15: one phase, on the disk, nothing published. */
    COMMITTED,
    /** 18: one phase, in the middle of publishing. */
    PUBLISHING,
    /** 16: two phases, all confirmed, not recorded. */
    CONFIRMED,
    /** 17: recorded, and the manager has not forgotten. */
    DONE,
    /** 19: rolled back, which is not forced. */
    ROLLED_BACK
  }

  private Dying() {}

  /** Takes the broker, the journal's directory, the queue and the point. */
  public static void main(String[] arguments) throws Exception {
    Point point = Point.valueOf(arguments[3]);
    Node node = Node.start(URI.create(arguments[0]), Path.of(arguments[1]));
    // Connected from here on.
    node.connect().messageCount(arguments[2]);
    BranchResource resource = node.branches().resource();
    MessagePublisher publisher = new Halting(node.adapter().engine().client(), point);
    resource.start(BRANCH, XAResource.TMNOFLAGS);
    Batch batch = resource.batch().orElseThrow();
    for (int i = 0; i < MESSAGES; i++) {
      batch.add(Messages.to(arguments[2], "m" + i, publisher));
    }
    resource.end(BRANCH, XAResource.TMSUCCESS);
    dieIf(point == Point.BEFORE_PREPARE);
    if (point == Point.COMMITTED || point == Point.PUBLISHING) {
      resource.commit(BRANCH, true);
    } else {
      resource.prepare(BRANCH);
      dieIf(point == Point.PREPARED);
      if (point == Point.ROLLED_BACK) {
        resource.rollback(BRANCH);
      } else {
        resource.commit(BRANCH, false);
      }
      dieIf(true);
    }
    Thread.currentThread().join();
  }

  private static void dieIf(boolean here) {
    if (here) {
      Runtime.getRuntime().halt(DEAD);
    }
  }

  /** Publishes, until it kills its process. */
  private static final class Halting implements MessagePublisher {
    private final MessagePublisher real;
    private final Point point;
    private int published;

    Halting(MessagePublisher real, Point point) {
      this.real = real;
      this.point = point;
    }

    @Override
    public synchronized CompletableFuture<SendOutcome> publish(
        Envelope envelope, Deadline deadline) {
      dieIf(point == Point.COMMITTED);
      CompletableFuture<SendOutcome> outcome = real.publish(envelope, deadline);
      if (point == Point.PUBLISHING && ++published == 2) {
        outcome.join();
        dieIf(true);
      }
      if (point == Point.CONFIRMED && ++published == MESSAGES) {
        return outcome.thenApply(
            last -> {
              dieIf(true);
              return last;
            });
      }
      return outcome;
    }
  }
}
