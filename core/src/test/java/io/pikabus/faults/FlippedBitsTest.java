package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.faults.FlippedBits.Where;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A network, or a neighbour on it, that changes octets in both directions. */
@Tag("slow")
class FlippedBitsTest extends ProxiedBroker {

  private static final long SEED = 17;
  private static final int SENDERS = 2;
  private static final int MIB = 1024 * 1024;

  @Test
  @Timeout(120)
  void nothing_confirmed_is_lost_when_frames_are_damaged() throws Exception {
    assertThat(lost(Where.AROUND_FRAMES, 200, Duration.ofSeconds(9))).isEmpty();
  }

  /** What was said may be changed then, so that nobody can promise what was meant. */
  @Test
  @Timeout(120)
  void whatever_octets_are_changed_the_client_comes_back_and_works() throws Exception {
    lost(Where.ANYWHERE, 20_000, Duration.ofSeconds(6));
  }

  /** {@code -Dflips.minutes} says how long. */
  @Test
  @Tag("long")
  @Timeout(7_200)
  void for_minutes() throws Exception {
    Duration each = Duration.ofMinutes(Long.getLong("flips.minutes", 5));
    assertThat(lost(Where.AROUND_FRAMES, 500, each)).isEmpty();
    lost(Where.ANYWHERE, 50_000, each);
  }

  private Set<String> lost(Where where, int oneOf, Duration length) throws Exception {
    String queue = peer.queue("flipped");
    FlippedBits flips = new FlippedBits(where, SEED, oneOf);
    Set<String> confirmed = ConcurrentHashMap.newKeySet();
    Set<String> received = ConcurrentHashMap.newKeySet();
    AtomicInteger sent = new AtomicInteger();
    try (PikaBusClient bus = connect("heartbeat", "PT1S", "confirm-timeout", "PT10S")) {
      bus.consume(queue, String.class, received::add);
      int threads = ours().size();
      long heap = usedHeap();
      proxy.noise(flips::noise);
      proxy.cutAll(FaultProxy.Cut.RESET);
      long end = System.nanoTime() + length.toNanos();
      Thread[] senders = new Thread[SENDERS];
      for (int i = 0; i < SENDERS; i++) {
        senders[i] =
            new Thread(
                () -> {
                  while (System.nanoTime() < end) {
                    String text = "m-" + sent.incrementAndGet();
                    try {
                      bus.send(queue, text);
                      confirmed.add(text);
                    } catch (SendException unconfirmed) {
                      // It is what this is about.
                    }
                  }
                },
                "sender-" + i);
        senders[i].start();
      }
      for (Thread sender : senders) {
        sender.join();
      }
      int damaged = proxy.accepted();
      flips.stop();
      if (where == Where.ANYWHERE) {
        // A consumer's tag that was changed is what both sides believe in, for this connection.
        proxy.cutAll(FaultProxy.Cut.RESET);
      }

      await()
          .atMost(Duration.ofSeconds(45))
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                bus.send(queue, "after");
                assertThat(received).contains("after");
                assertThat(bus.status().isWorking()).as("%s", bus.status()).isTrue();
                assertThat(peer.ready(queue)).isZero();
              });
      System.out.printf(
          "%s: %d bits flipped, %d connections, %d messages sent, %d confirmed, %d received%n",
          where, flips.count(), damaged, sent.get(), confirmed.size(), received.size());
      assertThat(flips.count()).isPositive();
      // Two of the client's come when they are needed.
      assertThat(ours()).contains("pikabus-" + queue).hasSizeLessThanOrEqualTo(threads + 2);
      // Those that ask the broker too: of each connection one whether it answers, up to three
      // whether it belongs to a majority.
      assertThat(pikabusThreads().filter(FlippedBitsTest::asks))
          .hasSizeLessThanOrEqualTo(2 * (1 + 3));
      assertThat(usedHeap()).isLessThan(heap + 32L * MIB + 200L * sent.get());
    }
    Set<String> lost = new TreeSet<>(confirmed);
    lost.removeAll(received);
    return lost;
  }

  private static List<String> ours() {
    return pikabusThreads().filter(name -> !asks(name)).toList();
  }

  private static Stream<String> pikabusThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("pikabus"));
  }

  private static boolean asks(String thread) {
    return thread.contains("-ask");
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
