package io.pikabus.jta;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages with a key, whose transactions lock what the key stands for, as an account. */
@Timeout(180)
@Tag("slow")
class OrderingKeyTest {

  private static final int TRANSACTIONS = 200;
  private static final int THREADS = 4;
  private static final int KEYS = 5;

  @ParameterizedTest
  @EnumSource
  void messages_of_a_key_arrive_in_the_order_of_the_commits_from_two_nodes_and_through_a_restart(
      Engine engine) throws Exception {
    PrivateNode broker = Outage.node();
    String queue;
    try (RawClient peer = new RawClient(broker)) {
      queue = peer.queue("ordered");
    }
    try (JtaTestBed bed = new JtaTestBed(engine, true, broker, setup -> setup)) {
      bed.database().execute("CREATE TABLE account (id INTEGER PRIMARY KEY, counter INTEGER)");
      for (int key = 0; key < KEYS; key++) {
        bed.database().execute("INSERT INTO account VALUES (%d, 0)".formatted(key));
      }
      Deployment second = bed.another().start();
      List<PikaBus> buses = List.of(bed.node().outbox(), second.outbox());
      AtomicInteger committed = new AtomicInteger();
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < TRANSACTIONS; i++) {
        int key = i % KEYS;
        PikaBus bus = buses.get(i / KEYS % 2);
        running.add(
            threads.submit(
                () -> {
                  bed.inTransaction(() -> count(bed, bus, queue, key));
                  return committed.incrementAndGet();
                }));
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> committed.get() > TRANSACTIONS / 3);
      broker.restart();
      for (Future<?> each : running) {
        each.get(60, TimeUnit.SECONDS);
      }
      threads.shutdown();
      bed.awaitNothingStored();

      try (RawClient after = new RawClient(broker)) {
        Map<String, List<String>> arrived =
            first(after.takeAll(queue)).stream()
                .map(found -> found.text().split(":"))
                .collect(groupingBy(text -> text[0], mapping(text -> text[1], toList())));
        assertThat(arrived).hasSize(KEYS);
        assertThat(arrived.values())
            .allSatisfy(
                numbers ->
                    assertThat(numbers)
                        .isEqualTo(
                            IntStream.rangeClosed(1, TRANSACTIONS / KEYS)
                                .mapToObj(String::valueOf)
                                .toList()));
      }
    } finally {
      broker.start();
    }
  }

  private static void count(JtaTestBed bed, PikaBus bus, String queue, int key) throws Exception {
    int counter;
    try (Connection connection =
            bed.container().dataSource(SmallContainer.DATASOURCE).getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE account SET counter = counter + 1 WHERE id = " + key);
      try (ResultSet found =
          statement.executeQuery("SELECT counter FROM account WHERE id = " + key)) {
        found.next();
        counter = found.getInt(1);
      }
    }
    bus.send(queue, key + ":" + counter, SendOptions.none().withOrderingKey("account " + key));
  }

  /** Without what came before, which must be marked. */
  private static List<RawClient.Found> first(List<RawClient.Found> found) {
    Set<String> seen = new HashSet<>();
    List<RawClient.Found> first = new ArrayList<>();
    for (RawClient.Found each : found) {
      if (seen.add(each.text())) {
        first.add(each);
      } else {
        assertThat(each.marked()).as(each.text()).isTrue();
      }
    }
    return first;
  }

  @ParameterizedTest
  @EnumSource
  void what_cannot_leave_holds_up_its_own_key_and_no_other(Engine engine) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String queue = bed.peer().queue("goes");
      String missing = Outage.unique("held-up");
      bed.peer()
          .declare(bed.errorQueue(), Map.of("x-max-length", 0, "x-overflow", "reject-publish"));
      PikaBus bus = bed.bus(Mode.OUTBOX);
      SendOptions blocked = SendOptions.none().withOrderingKey("blocked");

      bed.inTransaction(() -> bus.send(missing, "1", blocked));
      bed.inTransaction(() -> bus.send(missing, "2", blocked));
      bed.inTransaction(
          () -> {
            bus.send(missing, "3", blocked);
            bus.send(queue, "free", SendOptions.none().withOrderingKey("free"));
            bus.send(queue, "without");
          });

      assertThat(bed.texts(queue, 2)).containsExactlyInAnyOrder("free", "without");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  bed.database()
                          .texts("SELECT failure FROM pikabus_outbox WHERE failure IS NOT NULL")
                          .size()
                      == 1);
      assertThat(bed.database().stored()).isEqualTo(3);
      bed.peer().declare(missing, Map.of());
      assertThat(bed.texts(missing, 3)).containsExactly("1", "2", "3");
      bed.awaitNothingStored();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_key_without_an_outbox_or_a_transaction_is_refused_with_what_to_do(Engine engine)
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      SendOptions keyed = SendOptions.none().withOrderingKey("account 7");
      assertThatThrownBy(() -> bed.bus(Mode.OUTBOX).send("any", "x", keyed))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("there is none. Set transaction = outbox and send inside");
      bed.inTransaction(
          () ->
              assertThatThrownBy(() -> bed.bus(Mode.BEFORE_COMMIT).send("any", "x", keyed))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessageContaining("here transaction = local"));
    }
  }
}
