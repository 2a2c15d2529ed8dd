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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Threads that the container's work manager lends. All of them are long-running, and say so where
 * the container listens. Called from any thread.
 */
public final class WorkManagerThreads implements Threads {

  /** Milliseconds that the container has to find a thread. */
  private static final long PATIENCE = 10_000;

  private final WorkManager manager;
  private final boolean takesHints;

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
    private @Nullable Thread worker;
    private boolean interrupted;

    Lent(String label, Runnable work) {
      super(label);
      this.label = label;
      this.work = work;
    }

    /**
     * Begins the work.
     *
     * @throws RejectedExecutionException when the container has no thread
     */
    @Override
    public void start() {
      try {
        manager.startWork(
            takesHints
                ? new Hinted(label, this::lend, this::interrupt)
                : new Plain(this::lend, this::interrupt),
            PATIENCE,
            null,
            null);
      } catch (WorkException refused) {
        throw new RejectedExecutionException(
            "The container has no thread for '%s': %s. Give its work manager more threads; the adapter needs about ten, and one more for each message that is handled at a time."
                .formatted(label, refused),
            refused);
      }
    }

    void lend() {
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
