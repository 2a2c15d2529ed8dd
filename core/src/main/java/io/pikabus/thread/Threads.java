package io.pikabus.thread;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The port through which every thread is had. A container that lends its own threads gives a
 * factory whose {@link Thread}s do their work on those when they are started: nothing here relies
 * on more than {@link Thread#start} and {@link Thread#interrupt}. Called from any thread.
 */
@FunctionalInterface
public interface Threads {

  /** Threads of the virtual machine that do not keep it alive. */
  Threads DAEMONS = Threads::daemons;

  /**
   * A factory of threads that are not started.
   *
   * @param name of the first, by which people know whose it is; the second is {@code name-2}
   */
  ThreadFactory named(String name);

  /** Begins work on a thread of its own. */
  default RunningWork start(String name, Runnable work) {
    RunningWork running = new RunningWork(work);
    named(name).newThread(running).start();
    return running;
  }

  /** Does what it is given one after the other; has no thread before the first. */
  default ExecutorService inOrder(String name) {
    return Executors.newSingleThreadExecutor(named(name));
  }

  /** Does what it is given at once, on as many threads as that takes. */
  default ExecutorService atOnce(String name) {
    return Executors.newCachedThreadPool(named(name));
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return work -> {
      int number = count.incrementAndGet();
      Thread thread = new Thread(work, number == 1 ? name : name + "-" + number);
      thread.setDaemon(true);
      return thread;
    };
  }
}
