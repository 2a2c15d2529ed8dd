package io.pikabus.bus;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What a client of Java SE has to do with the life of its JVM. Called from any thread. */
public final class ClientLifetime {

  private final CountDownLatch over = new CountDownLatch(1);
  private final boolean keepJvmAlive;
  private final boolean closeOnShutdown;

  @GuardedBy("this")
  private @Nullable Thread hook;

  /**
   * Of a client that is not open yet.
   *
   * @param keepJvmAlive whether the JVM lives for as long as the client is open
   * @param closeOnShutdown whether the end of the JVM closes the client
   */
  public ClientLifetime(boolean keepJvmAlive, boolean closeOnShutdown) {
    this.keepJvmAlive = keepJvmAlive;
    this.closeOnShutdown = closeOnShutdown;
  }

  /**
   * The client is open.
   *
   * @param close returns when the client is closed, though another thread does it
   * @throws IllegalStateException when the JVM is ending already
   */
  synchronized void begin(Runnable close) {
    if (closeOnShutdown) {
      Thread closing = new Thread(close, "pikabus-shutdown");
      Runtime.getRuntime().addShutdownHook(closing);
      hook = closing;
    }
    if (keepJvmAlive) {
      Thread alive = new Thread(this::awaitUninterruptibly, "pikabus-alive");
      alive.setDaemon(false);
      alive.start();
    }
  }

  private void awaitUninterruptibly() {
    while (true) {
      try {
        over.await();
        return;
      } catch (InterruptedException nobodys) {
        // Only the end of the client ends it.
      }
    }
  }

  /** The client is closed. */
  void end() {
    Thread closing;
    synchronized (this) {
      closing = hook;
      hook = null;
    }
    if (closing != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(closing);
      } catch (IllegalStateException ending) {
        // It runs, or has run: the JVM is ending.
      }
    }
    over.countDown();
  }

  /** Waits until the client is closed. */
  void await() throws InterruptedException {
    over.await();
  }

  /** Likewise; an interrupt is kept for later. */
  void awaitEnd() {
    try {
      over.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
