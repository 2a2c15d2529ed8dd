package io.pikabus.rabbitmq;

import io.pikabus.thread.Threads;
import io.pikabus.thread.WorkThread;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one connection. What they are given after {@link #close} is not done. Called from
 * any thread.
 */
final class ConnectionThreads implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /** How long the dispatcher keeps its thread when the connection is closed and it has no work. */
  private static final Duration LAST_WORDS = Duration.ofMillis(200);

  private final Threads source;
  private final WorkThread own;
  private final WorkThread aside;
  private final ExecutorService asking;
  private final ThreadPoolExecutor dispatcher;

  /** There is no thread before the first work. */
  ConnectionThreads(Threads source, String purpose) {
    this.source = source;
    this.own = new WorkThread(source, "pikabus-" + purpose);
    this.aside = new WorkThread(source, "pikabus-" + purpose + "-aside");
    this.asking = source.atOnce("pikabus-" + purpose + "-ask");
    this.dispatcher =
        new ThreadPoolExecutor(
            1,
            1,
            LAST_WORDS.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            source.named("pikabus-" + purpose + "-dispatch"));
  }

  /** Where they come from, and whatever else works for the connection has its own from. */
  Threads source() {
    return source;
  }

  /** The connection's own thread, for one thing after the other. */
  WorkThread own() {
    return own;
  }

  /** For what may wait long for the broker, one thing after the other, and nobody waits for. */
  WorkThread aside() {
    return aside;
  }

  /** For the client, which dispatches deliveries on it. */
  ExecutorService dispatcher() {
    return dispatcher;
  }

  /** For questions that the broker may leave unanswered: a thread each. */
  Executor asking() {
    return this::ask;
  }

  private void ask(Runnable question) {
    try {
      asking.execute(question);
    } catch (RejectedExecutionException closed) {
      LOG.log(System.Logger.Level.TRACE, "Closed: {0}", closed.getMessage());
    }
  }

  /** Interrupts all but the dispatcher, which ends when the client has no more work for it. */
  @Override
  public void close() {
    own.close();
    aside.close();
    asking.shutdownNow();
    // Never shut down: a thread of the client waits for 10 s for what is dropped there.
    dispatcher.allowCoreThreadTimeOut(true);
  }
}
