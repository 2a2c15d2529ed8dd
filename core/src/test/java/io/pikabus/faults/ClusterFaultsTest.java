package io.pikabus.faults;

import static io.pikabus.fixtures.rabbitmq.ClusterFaults.last;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.fixtures.rabbitmq.ClusterFaults;
import io.pikabus.fixtures.rabbitmq.ClusterFaults.Fault;
import io.pikabus.fixtures.rabbitmq.Gap;
import io.pikabus.fixtures.rabbitmq.PrivateCluster;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What becomes of messages and delays while the nodes of a cluster have one fault after another.
 * The system property {@code cluster.faults} is for a look at some of them only.
 */
@Tag("long")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ClusterFaultsTest {

  private static final int RATE = 50;
  private static final int MOST_A_FAULT = 20_000;
  private static final Duration AROUND = Duration.ofSeconds(3);
  private static final Duration LASTING = Duration.ofSeconds(12);
  private static final Duration DRAINED = Duration.ofMinutes(3);

  /** What was sent and received during one fault. */
  private static final class Row {
    private final Ledger ledger = new Ledger(MOST_A_FAULT);
    private final Gap confirms = new Gap();
    private final Gap receipts = new Gap();
    private String failure = "";

    String line(String fault) {
      return "| %s | %d | %d | %d | %d | %d | %d | %d | %.1f | %.1f |"
          .formatted(
              fault,
              ledger.sent(),
              ledger.confirmed(),
              ledger.received(),
              ledger.missing(),
              ledger.duplicated(),
              ledger.duplicated() - ledger.duplicatedAndMarked(),
              ledger.early(),
              confirms.longest() / 1000.0,
              receipts.longest() / 1000.0);
    }
  }

  private final List<Row> rows = new ArrayList<>();
  private final List<FaultProxy> proxies = new ArrayList<>();
  private PrivateCluster cluster;
  private String queue;
  private String later;

  @Test
  void nothing_is_lost_early_or_doubled_without_a_mark_whatever_happens_to_the_nodes()
      throws Exception {
    Map<String, Row> table = new LinkedHashMap<>();
    try (PrivateCluster started = PrivateCluster.create(Path.of("target", "rabbitmq"), 3)) {
      cluster = started;
      cluster.start();
      cluster.nodes().forEach(node -> proxies.add(new FaultProxy(node.port())));
      queue = Outage.unique("cluster");
      later = Outage.unique("cluster-later");
      try (PikaBusClient bus =
          Outage.connectTo(
              cluster.node(0),
              proxies.stream().map(FaultProxy::port).toList(),
              "confirm-timeout",
              "PT120S")) {
        bus.consume(queue, String.class, text -> received(text, isMarked(bus)));
        bus.consume(later, String.class, text -> received(text, isMarked(bus)));
        bus.defer(later, "warm", Duration.ofSeconds(1));
        await().atMost(Duration.ofSeconds(60)).until(() -> bus.status().isWorking());
        ClusterFaults faults =
            new ClusterFaults(cluster, () -> cluster.awaitLeader(queue), this::connected, LASTING);
        for (Map.Entry<String, Fault> fault : faults.chosen().entrySet()) {
          table.put(fault.getKey(), during(bus, fault.getValue()));
          System.out.println(table.get(fault.getKey()).line(fault.getKey()));
        }
      } finally {
        for (FaultProxy proxy : proxies) {
          proxy.close();
        }
      }
    }
    System.out.println(
        "| fault | sent | confirmed | received | lost | duplicated | unmarked | early | longest gap of confirms, s | of receipts, s |\n"
            + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    table.forEach((fault, row) -> System.out.println(row.line(fault)));
    SoftAssertions softly = new SoftAssertions();
    table.forEach(
        (fault, row) -> {
          softly.assertThat(row.failure).as(fault).isEmpty();
          softly.assertThat(row.ledger.confirmed()).as("confirmed, %s", fault).isGreaterThan(100);
          softly.assertThat(row.ledger.missing()).as("lost, %s", fault).isZero();
          softly.assertThat(row.ledger.early()).as("early, %s", fault).isZero();
          softly
              .assertThat(row.ledger.duplicated())
              .as("unmarked, %s", fault)
              .isEqualTo(row.ledger.duplicatedAndMarked());
        });
    softly.assertAll();
  }

  private Row during(PikaBus bus, Fault fault) throws Exception {
    Row row = new Row();
    int number;
    synchronized (rows) {
      number = rows.size();
      rows.add(row);
    }
    AtomicBoolean over = new AtomicBoolean();
    List<CompletableFuture<Void>> sending =
        List.of(send(bus, number, row, over), send(bus, number, row, over));
    last(AROUND);
    try {
      fault.happen();
    } catch (IllegalStateException failed) {
      row.failure = String.valueOf(failed.getMessage());
    }
    last(AROUND);
    over.set(true);
    sending.forEach(CompletableFuture::join);
    long end = System.nanoTime() + DRAINED.toNanos();
    while (row.ledger.missing() > 0 && System.nanoTime() - end < 0) {
      last(Duration.ofMillis(200));
    }
    return row;
  }

  /** Each on a thread of its own: a send waits for its confirm. */
  private CompletableFuture<Void> send(PikaBus bus, int number, Row row, AtomicBoolean over) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              while (!over.get() && !row.ledger.isFull()) {
                sendOne(bus, number, row);
                last(Duration.ofMillis(2_000 / RATE));
              }
              done.complete(null);
            },
            "cluster-faults");
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private void sendOne(PikaBus bus, int number, Row row) {
    int message = row.ledger.open();
    if (message < 0) {
      return;
    }
    try {
      if (message % 10 == 0) {
        Duration delay = Duration.ofSeconds(1 + message / 10 % 5);
        long due = System.currentTimeMillis() + delay.toMillis();
        bus.defer(later, number + "/" + message + "/" + due, delay);
      } else {
        bus.send(queue, number + "/" + message + "/0");
      }
      row.ledger.confirmed(message);
      row.confirms.event();
    } catch (SendException unconfirmed) {
      System.out.println(unconfirmed.getMessage());
    }
  }

  private static boolean isMarked(PikaBus bus) {
    return Outage.isMarked(bus.incoming().orElseThrow());
  }

  private void received(String text, boolean marked) {
    if (text.equals("warm")) {
      return;
    }
    String[] parts = text.split("/", 3);
    Row row;
    synchronized (rows) {
      row = rows.get(Integer.parseInt(parts[0]));
    }
    if (System.currentTimeMillis() < Long.parseLong(parts[2])) {
      row.ledger.cameEarly();
    }
    row.ledger.received(Integer.parseInt(parts[1]), marked);
    row.receipts.event();
  }

  private PrivateNode connected() {
    return cluster.nodes().stream()
        .filter(node -> proxies.get(cluster.nodes().indexOf(node)).isLinked("pikabus-publishing"))
        .findFirst()
        .orElseThrow();
  }
}
