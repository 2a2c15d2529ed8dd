package io.pikabus.rabbitmq;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that say whose they are and keep no virtual machine alive. */
final class Threads {

  private Threads() {}

  static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return work -> {
      int number = count.incrementAndGet();
      Thread thread = new Thread(work, number == 1 ? name : name + "-" + number);
      thread.setDaemon(true);
      return thread;
    };
  }
}
