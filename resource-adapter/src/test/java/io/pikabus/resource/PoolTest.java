package io.pikabus.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBusConnection;
import io.pikabus.faults.FaultProxy;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads share few connections while the broker is cut off. */
@Tag("slow")
class PoolTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int THREADS = 200;
  private static final int POOL = 20;
  private static final int EACH = 12;

  @TempDir Path journal;

  private final String queue = Outage.unique("pool");
  private final Set<String> committed = ConcurrentHashMap.newKeySet();
  private final AtomicInteger finished = new AtomicInteger();

  @Test
  void two_hundred_threads_share_twenty_connections_and_lose_neither_messages_nor_connections()
      throws Exception {
    Broker broker = Broker.shared();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (FaultProxy proxy = new FaultProxy(broker.uri().getPort());
        RawClient peer = new RawClient(broker);
        Node node =
            Node.start(
                new SmallContainer(POOL),
                through(proxy, broker.uri()),
                journal,
                adapter -> adapter.setCommitWait("PT0.5S"))) {
      try (PikaBusConnection bus = node.connect()) {
        bus.declareQueue(queue);
      }
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        String name = i + "-";
        all.add(threads.submit(() -> transactions(node, name)));
      }
      for (int cut = 1; cut <= 3; cut++) {
        int many = cut * THREADS * EACH / 4;
        await().atMost(PATIENCE).until(() -> finished.get() >= many);
        proxy.cutAll(FaultProxy.Cut.RESET);
      }
      for (Future<?> each : all) {
        each.get();
      }
      assertThat(committed).hasSize(THREADS * EACH * 2 / 3);
      await().atMost(PATIENCE).until(() -> node.branches().figures().undelivered() == 0);
      Set<String> arrived = ConcurrentHashMap.newKeySet();
      await()
          .atMost(PATIENCE)
          .pollInSameThread()
          .until(
              () -> {
                peer.takeAll(queue).forEach(found -> arrived.add(found.text()));
                return arrived.size() >= committed.size();
              });
      assertThat(arrived).isEqualTo(committed);
      assertThat(node.branches().figures().prepared()).isZero();
      assertThat(node.container().free()).isEqualTo(POOL);
      assertThat(node.container().made()).isLessThanOrEqualTo(POOL);
      assertThat(node.container().idle()).isEqualTo(node.container().made());
    } finally {
      threads.shutdownNow();
    }
  }

  /** Every third rolls back, and leaves its connection open; every other one has two phases. */
  private Void transactions(Node node, String name) throws Exception {
    for (int i = 0; i < EACH; i++) {
      String text = name + i;
      node.container().transactions().begin();
      if (i % 2 == 0) {
        node.container().enlist(new Recorder());
      }
      if (i % 3 == 0) {
        node.connect().send(queue, text);
        node.container().transactions().rollback();
      } else {
        node.send(queue, text);
        node.container().transactions().commit();
        committed.add(text);
      }
      finished.incrementAndGet();
    }
    return null;
  }

  private static URI through(FaultProxy proxy, URI broker) throws Exception {
    return new URI(
        broker.getScheme(),
        broker.getUserInfo(),
        "127.0.0.1",
        proxy.port(),
        broker.getPath(),
        null,
        null);
  }
}
