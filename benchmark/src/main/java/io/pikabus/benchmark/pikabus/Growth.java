package io.pikabus.benchmark.pikabus;

import io.pikabus.Consumption;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Sample;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What does not grow: connections with destinations and queues, the heap with the backlog. */
final class Growth {

  /**
   * Sends to so many queues and consumes as many; in the answer, {@code messages} are the TCP
   * connections, {@code seconds} the megabytes of the heap after a collection and {@code median}
   * the threads of this JVM.
   */
  Measurement run(Order order) throws Exception {
    String[] queues = order.text("queues").split(",");
    CountDownLatch full = new CountDownLatch(queues.length);
    CountDownLatch go = new CountDownLatch(1);
    long before = sockets();
    try (PikaBusClient bus = PikaBus.connect(Settings.bus())) {
      List<Consumption> consumptions = new ArrayList<>();
      for (String queue : queues) {
        bus.send(queue, Sample.body());
        consumptions.add(
            bus.consume(
                queue,
                byte[].class,
                body -> {
                  full.countDown();
                  go.await();
                }));
      }
      full.await();
      // The prefetched ones come while the first handler waits.
      TimeUnit.MILLISECONDS.sleep(300);
      Measurement found = new Measurement(heapMegabytes(), 0, 0, sockets() - before, threads());
      consumptions.forEach(Growth::stopLater);
      go.countDown();
      return found;
    }
  }

  /** Without waiting: the handler waits for us. */
  private static void stopLater(Consumption consumption) {
    Thread stopping = new Thread(consumption::close, "stopping");
    stopping.setDaemon(true);
    stopping.start();
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  static double heapMegabytes() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
  }

  private static long sockets() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(Growth::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException gone) {
      return false;
    }
  }
}
