package io.pikabus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes what many threads append, and forces it once for all of them.
 *
 * <p>Frames gather in a group while the group before is written and forced. One of the threads that
 * wait does both for all; there is no thread of the journal's own. It is the thread with which the
 * group is complete, as far as {@link GroupWait} can tell, since that one is awake. The first one
 * of a group keeps the time: when the moment is over for which others are waited, it takes those
 * that are there.
 *
 * <p>The journal's lock guards all fields. Methods need it, unless they say that they must not have
 * it.
 */
final class GroupCommit {

  /** Larger buffers are not kept. */
  private static final int MOST_KEPT = 1 << 20;

  /** Frames that are written together. */
  private static final class Group {
    private final int start;
    private final CompletableFuture<@Nullable IOException> before;
    private final CompletableFuture<@Nullable IOException> ended = new CompletableFuture<>();
    private ByteBuffer buffer;
    private int members;
    private boolean timed;
    private boolean closed;

    /** When its time keeper began to wait for others, and how many there were; 0 if it did not. */
    private long waitsSince;

    private int waitsWith;

    private Group(int start, CompletableFuture<@Nullable IOException> before, ByteBuffer buffer) {
      this.start = start;
      this.before = before;
      this.buffer = buffer;
    }
  }

  private enum Role {
    /** Writes and forces. */
    LEADER,
    /** Leads, if nobody does it in time. */
    TIME_KEEPER,
    /** Waits for whoever leads. */
    MEMBER
  }

  /** What a thread has to do after it has given the lock back. */
  final class Ticket {
    private final Group group;
    private final Role role;

    private Ticket(Group group, Role role) {
      this.group = group;
      this.role = role;
    }

    /**
     * Does the thread's part. Without the lock. Not ended by an interrupt.
     *
     * @throws IOException that of the group: what it holds is not known to be on the disk
     */
    void await() throws IOException {
      if (role == Role.LEADER || (role == Role.TIME_KEEPER && takesAfterWaiting(group))) {
        end(group, writtenAndForced(group));
      }
      IOException failed = group.ended.join();
      if (failed != null) {
        throw new IOException(failed.getMessage(), failed);
      }
    }
  }

  private final ReentrantLock lock;
  private Segment segment;
  private int appended;
  private int forced;
  private Group open;
  private @Nullable Group writing;
  private @Nullable ByteBuffer kept;
  private @Nullable IOException failure;
  private GroupWait wait = GroupWait.START;
  private long forces;

  /**
   * Goes on in a segment.
   *
   * @param appended where; all before it is forced
   */
  GroupCommit(ReentrantLock lock, Segment segment, int appended) {
    this.lock = lock;
    this.segment = segment;
    this.appended = appended;
    this.forced = appended;
    this.open =
        new Group(appended, CompletableFuture.completedFuture(null), ByteBuffer.allocate(0));
  }

  /** Another segment, when it {@link #isQuiet() is quiet}. */
  void goOn(Segment next, int end) {
    segment = next;
    appended = end;
    forced = end;
    open = new Group(end, open.before, open.buffer);
  }

  int appended() {
    return appended;
  }

  /** Whether the segment has room for so many octets. */
  boolean fits(long octets) {
    return appended + octets <= segment.size();
  }

  /** What made a write or a force fail; null while all is well. */
  @Nullable IOException failure() {
    return failure;
  }

  /** Nothing can be trusted any more. */
  void fail(IOException cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  long forces() {
    return forces;
  }

  /** Whether every frame is written, and nobody is at it. */
  boolean isQuiet() {
    return writing == null && !open.timed && open.buffer.position() == 0;
  }

  /** Whether a frame is written, forced or not. */
  boolean isWritten(Frame frame) {
    return frame.end() <= (writing == null ? open : writing).start;
  }

  /** Adds a frame to the group. There must be room for it in the segment. */
  Frame append(LogRecord record, ByteBuffer octets) {
    int size = (int) FrameFormat.size(record, octets.remaining());
    if (open.buffer.remaining() < size) {
      open.buffer = larger(open.buffer, size);
    }
    Frame frame = segment.format().put(open.buffer, appended, forced, record, octets);
    appended = frame.end();
    return frame;
  }

  private static ByteBuffer larger(ByteBuffer buffer, int more) {
    int needed = buffer.position() + more;
    return ByteBuffer.allocateDirect(Math.max(needed, Math.max(8192, 2 * buffer.position())))
        .put(buffer.flip());
  }

  /** What is appended is to be forced. */
  Ticket force() {
    Group group = open;
    group.members++;
    if (writing == null && group.members >= wait.population()) {
      close(group);
      return new Ticket(group, Role.LEADER);
    }
    if (group.timed) {
      return new Ticket(group, Role.MEMBER);
    }
    group.timed = true;
    return new Ticket(group, Role.TIME_KEEPER);
  }

  /** What is appended is written now, or by whoever is writing. Nobody waits for it. */
  void write() throws IOException {
    if (writing == null && !open.timed && open.buffer.position() > 0) {
      try {
        segment.file().write(open.buffer.flip(), open.start);
      } catch (IOException failed) {
        fail(failed);
        throw failed;
      }
      open = new Group(appended, open.before, open.buffer.clear());
    }
  }

  /**
   * Forces all that is appended, when it {@link #isQuiet() is quiet} but for that. Keeps the lock.
   */
  void forceNow() throws IOException {
    Group group = open;
    close(group);
    IOException failed = writtenAndForced(group);
    end(group, failed);
    if (failed != null) {
      throw failed;
    }
  }

  /** The group takes no more. */
  private void close(Group group) {
    if (group.waitsSince != 0) {
      wait = wait.waited(group.waitsWith, group.members, System.nanoTime() - group.waitsSince);
    }
    group.closed = true;
    writing = group;
    open = new Group(appended, group.ended, kept == null ? ByteBuffer.allocate(0) : kept);
    kept = null;
  }

  /** The time keeper's part: whether it is left to lead. Without the lock. */
  private boolean takesAfterWaiting(Group group) {
    group.before.join();
    long nanos;
    lock.lock();
    try {
      nanos = failure == null && !group.closed ? wait.nanos(group.members) : 0;
      if (nanos > 0) {
        group.waitsSince = System.nanoTime();
        group.waitsWith = group.members;
      }
    } finally {
      lock.unlock();
    }
    if (nanos > 0) {
      awaitEnd(group, nanos);
    }
    lock.lock();
    try {
      if (group.closed) {
        return false;
      }
      close(group);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private static void awaitEnd(Group group, long nanos) {
    boolean interrupted = Thread.interrupted();
    try {
      group.ended.get(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException soonEnough) {
      interrupted = true;
    } catch (TimeoutException over) {
      // Those that are here are the group.
    } catch (ExecutionException never) {
      throw new IllegalStateException(never);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Of a group that is closed; so nobody else is at the file. Without the lock. */
  private @Nullable IOException writtenAndForced(Group group) {
    IOException earlier = failure;
    if (earlier != null) {
      return earlier;
    }
    long start = System.nanoTime();
    try {
      group.buffer.flip();
      if (group.buffer.hasRemaining()) {
        segment.file().write(group.buffer, group.start);
      }
      segment.file().force();
    } catch (IOException failed) {
      return failed;
    }
    long nanos = System.nanoTime() - start;
    lock.lock();
    try {
      forces++;
      forced = group.start + group.buffer.limit();
      wait = wait.forced(nanos, group.members, open.members);
    } finally {
      lock.unlock();
    }
    return null;
  }

  /** The group is over. What others have appended meanwhile and do not wait for is written. */
  private void end(Group group, @Nullable IOException failed) {
    lock.lock();
    try {
      if (failed != null) {
        fail(failed);
      }
      writing = null;
      if (group.buffer.capacity() <= MOST_KEPT) {
        kept = group.buffer.clear();
      }
      if (failure == null) {
        write();
      }
    } catch (IOException next) {
      // It is kept, and whoever comes next is told.
    } finally {
      lock.unlock();
    }
    group.ended.complete(failed);
  }
}
