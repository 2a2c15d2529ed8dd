package io.pikabus.resource.base;

import io.pikabus.thread.Threads;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkContextProvider;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Threads that the container's work manager lends. All of them are long-running, and say so where
 * the container listens. Called from any thread.
 *
 * <p>A container that has none to lend does not keep the adapter from working: from then on its
 * threads are its own. Open Liberty begins with few, and takes a while before it makes more.
 */
public final class WorkManagerThreads implements Threads {

  private static final System.Logger LOG = System.getLogger("io.pikabus.resource");

  /** Milliseconds that the container has to find a thread. */
  private static final long PATIENCE = 3_000;

  private final WorkManager manager;
  private final boolean takesHints;
  private final Threads own = Threads.DAEMONS;
  private final AtomicBoolean exhausted = new AtomicBoolean();

  /** Those of the container that started the adapter. */
  public WorkManagerThreads(BootstrapContext context) {
    this.manager = context.getWorkManager();
    this.takesHints = context.isContextSupported(HintsContext.class);
  }

  @Override
  public ThreadFactory named(String name) {
    return work -> new Lent(name, work);
  }

  /** Never started itself: it stands for whichever thread works. */
  private final class Lent extends Thread {
    private final String label;
    private final Runnable work;
    private final AtomicBoolean begun = new AtomicBoolean();
    private @Nullable Thread worker;
    private boolean interrupted;

    Lent(String label, Runnable work) {
      super(label);
      this.label = label;
      this.work = work;
    }

    @Override
    public void start() {
      if (exhausted.get()) {
        startOwn();
        return;
      }
      try {
        manager.startWork(
            takesHints
                ? new Hinted(label, this::lend, this::interrupt)
                : new Plain(this::lend, this::interrupt),
            PATIENCE,
            null,
            null);
      } catch (WorkException refused) {
        if (!exhausted.getAndSet(true)) {
          LOG.log(
              System.Logger.Level.WARNING,
              "The container had no thread for {0} within {1} ms: {2}. The adapter makes its own from now on. Give the container''s work manager more threads: about ten, and one for each message that is handled at a time.",
              label,
              PATIENCE,
              refused);
        }
        startOwn();
      } catch (RuntimeException ended) {
        // RabbitMQ's client says its last words on a thread, when the container may have none left.
        LOG.log(System.Logger.Level.DEBUG, "Not lent: {0}", ended);
        startOwn();
      }
    }

    private void startOwn() {
      own.named(label).newThread(this::lend).start();
    }

    /** Once: a container that refused too late lends a thread that has nothing to do. */
    void lend() {
      if (begun.getAndSet(true)) {
        return;
      }
      lentTo(Thread.currentThread());
      try {
        work.run();
      } finally {
        lentTo(null);
        // The container's thread goes on with the work of others.
        Thread.interrupted();
      }
    }

    private synchronized void lentTo(@Nullable Thread thread) {
      worker = thread;
      if (thread != null && interrupted) {
        thread.interrupt();
      }
    }

    @Override
    public synchronized void interrupt() {
      interrupted = true;
      if (worker != null) {
        worker.interrupt();
      }
    }
  }

  /** For a container that takes no hints. */
  private static class Plain implements Work {
    private final Runnable work;
    private final Runnable end;

    Plain(Runnable work, Runnable end) {
      this.work = work;
      this.end = end;
    }

    @Override
    public void run() {
      work.run();
    }

    /** The container stops. */
    @Override
    public void release() {
      end.run();
    }
  }

  /** For one that does. */
  private static final class Hinted extends Plain implements WorkContextProvider {
    private static final long serialVersionUID = 1;

    private final transient HintsContext hints = new HintsContext();

    Hinted(String label, Runnable work, Runnable end) {
      super(work, end);
      hints.setHint(HintsContext.NAME_HINT, label);
      hints.setHint(HintsContext.LONGRUNNING_HINT, true);
    }

    @Override
    public List<WorkContext> getWorkContexts() {
      return List.of(hints);
    }
  }
}
