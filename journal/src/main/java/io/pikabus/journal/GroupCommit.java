package io.pikabus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes what many threads append, and forces it once for all of them.
 *
 * <p>Frames gather in a group. The first thread that wants it forced leads it: it waits until the
 * group before is on the disk, and perhaps {@link GroupWait a moment longer}, closes the group,
 * writes it and forces it. Meanwhile the next one gathers. There is no thread of the journal's own.
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
    private boolean led;

    private Group(int start, CompletableFuture<@Nullable IOException> before, ByteBuffer buffer) {
      this.start = start;
      this.before = before;
      this.buffer = buffer;
    }
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
      switch (role) {
        case LEADER -> lead(group);
        case WRITER -> writeAll(group);
        case MEMBER -> {
          // The leader does it.
        }
        case NOBODY -> {
          return;
        }
      }
      @Nullable IOException failed = group.ended.join();
      if (failed != null) {
        throw new IOException("The journal's disk failed: " + failed.getMessage(), failed);
      }
    }
  }

  private enum Role {
    LEADER,
    MEMBER,
    WRITER,
    NOBODY
  }

  private final ReentrantLock lock;
  private final Condition joined;
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
    this.joined = lock.newCondition();
    this.segment = segment;
    this.appended = appended;
    this.forced = appended;
    this.open =
        new Group(appended, CompletableFuture.completedFuture(null), ByteBuffer.allocate(0));
  }

  /** Another segment, when nothing is being written. */
  void goOn(Segment next, int end) {
    segment = next;
    appended = end;
    forced = end;
    open = new Group(end, open.before, open.buffer);
  }

  int appended() {
    return appended;
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
    return writing == null && !open.led && open.buffer.position() == 0;
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
    open.members++;
    if (open.led) {
      if (open.members >= wait.population()) {
        joined.signal();
      }
      return new Ticket(open, Role.MEMBER);
    }
    open.led = true;
    return new Ticket(open, Role.LEADER);
  }

  /** What is appended is to be written soon, and nobody waits for it. */
  Ticket write() {
    if (writing == null && !open.led) {
      return new Ticket(close(open), Role.WRITER);
    }
    return new Ticket(open, Role.NOBODY);
  }

  /**
   * Forces all that is appended, when it {@link #isQuiet() is quiet} but for that. Keeps the lock.
   */
  void forceNow() throws IOException {
    Group group = close(open);
    @Nullable IOException failed = written(group, segment.file(), true);
    if (failed == null) {
      forced = appended;
    }
    end(group, failed);
    if (failed != null) {
      throw failed;
    }
  }

  private Group close(Group group) {
    writing = group;
    ByteBuffer next = kept == null ? ByteBuffer.allocate(0) : kept;
    kept = null;
    open = new Group(appended, group.ended, next);
    return group;
  }

  private void lead(Group group) {
    group.before.join();
    Disk.File file;
    lock.lock();
    try {
      waitForMembers(group);
      close(group);
      file = segment.file();
    } finally {
      lock.unlock();
    }
    long start = System.nanoTime();
    @Nullable IOException failed = written(group, file, true);
    long nanos = System.nanoTime() - start;
    lock.lock();
    try {
      if (failed == null) {
        forces++;
        forced = Math.max(forced, group.start + group.buffer.limit());
        wait = wait.forced(nanos, group.members, open.members);
      }
    } finally {
      lock.unlock();
    }
    end(group, failed);
  }

  private void waitForMembers(Group group) {
    long nanos = failure == null ? wait.nanos(group.members) : 0;
    if (nanos <= 0) {
      return;
    }
    int before = group.members;
    long start = System.nanoTime();
    boolean interrupted = Thread.interrupted();
    try {
      long left = nanos;
      while (left > 0 && group.members < wait.population()) {
        left = joined.awaitNanos(left);
      }
    } catch (InterruptedException soonEnough) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    wait = wait.waited(before, group.members, System.nanoTime() - start);
  }

  private void writeAll(Group group) {
    Disk.File file;
    lock.lock();
    try {
      file = segment.file();
    } finally {
      lock.unlock();
    }
    end(group, written(group, file, false));
  }

  private @Nullable IOException written(Group group, Disk.File file, boolean force) {
    @Nullable IOException earlier = group.before.getNow(null);
    if (earlier != null) {
      return earlier;
    }
    try {
      group.buffer.flip();
      if (group.buffer.hasRemaining()) {
        file.write(group.buffer, group.start);
      }
      if (force) {
        file.force();
      }
      return null;
    } catch (IOException failed) {
      return failed;
    }
  }

  /** The group is over. If others have come whom nobody leads, this thread writes theirs too. */
  private void end(Group group, @Nullable IOException failed) {
    @Nullable Group next = null;
    lock.lock();
    try {
      if (failed != null) {
        fail(failed);
      }
      writing = null;
      if (group.buffer.capacity() <= MOST_KEPT) {
        kept = group.buffer.clear();
      }
      if (!open.led && open.buffer.position() > 0) {
        next = close(open);
      }
    } finally {
      lock.unlock();
    }
    group.ended.complete(failed);
    if (next != null) {
      writeAll(next);
    }
  }
}
