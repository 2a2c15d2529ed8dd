package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.bus.DeliverySink;
import io.pikabus.bus.Lane;
import io.pikabus.faults.Log;
import io.pikabus.transaction.Batch;
import io.pikabus.transaction.Inbox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which messages are recognised when they come again. */
@Timeout(120)
@Tag("slow")
class InboxTest {

  private static final int THREADS = 8;

  private static boolean isFirst(JtaTestBed bed, String queue, String messageId) throws Exception {
    return isFirst(bed, bed.node(), queue, messageId);
  }

  private static boolean isFirst(JtaTestBed bed, Deployment node, String queue, String messageId)
      throws Exception {
    List<Boolean> first = new ArrayList<>();
    bed.inTransaction(() -> first.add(node.inbox().isFirst(incoming(queue, messageId))));
    return first.get(0);
  }

  private static IncomingMetadata incoming(String queue, String messageId) {
    return Deployment.incoming(queue, messageId);
  }

  @ParameterizedTest
  @EnumSource
  void a_message_is_recognised_when_it_comes_to_the_same_queue_again(Engine engine)
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      assertThat(isFirst(bed, "orders", "1")).isTrue();
      assertThat(isFirst(bed, "orders", "1")).isFalse();
      assertThat(isFirst(bed, "orders", "2")).isTrue();
      assertThat(isFirst(bed, "invoices", "1")).isTrue();
      assertThat(isFirst(bed, "orders", "1")).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_message_whose_transaction_rolled_back_comes_for_the_first_time_again(Engine engine)
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      assertThat(
              catchThrowable(
                  () ->
                      bed.inTransaction(
                          () -> {
                            Inbox inbox = bed.node().inbox();
                            assertThat(inbox.isFirst(incoming("orders", "1"))).isTrue();
                            throw new IllegalStateException("no stock");
                          })))
          .hasMessage("no stock");

      assertThat(isFirst(bed, "orders", "1")).isTrue();
      assertThat(isFirst(bed, "orders", "1")).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_message_without_an_identifier_is_handled_and_that_is_said(Engine engine) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine);
        Log log = new Log()) {
      assertThat(isFirst(bed, "orders", null)).isTrue();
      assertThat(isFirst(bed, "orders", null)).isTrue();
      assertThat(log.lines())
          .contains(
              "WARNING A message of queue orders has no MessageId, so the inbox cannot recognise it when it comes again.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void copies_that_come_at_the_same_time_are_handled_once(Engine engine) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      CyclicBarrier together = new CyclicBarrier(THREADS);
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      List<Future<Boolean>> handled = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        handled.add(
            threads.submit(
                () -> {
                  together.await(30, TimeUnit.SECONDS);
                  return handledAtLast(bed);
                }));
      }
      int count = 0;
      for (Future<Boolean> each : handled) {
        count += each.get(60, TimeUnit.SECONDS) ? 1 : 0;
      }
      threads.shutdown();

      assertThat(count).isOne();
      assertThat(bed.rows()).hasSize(1);
    }
  }

  /** As a lane does it: what fails, because the database refused to wait, is tried again. */
  private static boolean handledAtLast(JtaTestBed bed) {
    while (true) {
      List<Boolean> first = new ArrayList<>();
      Throwable failure =
          catchThrowable(
              () ->
                  bed.inTransaction(
                      () -> {
                        Inbox inbox = bed.node().inbox();
                        first.add(inbox.isFirst(incoming("orders", "1")));
                        if (first.get(0)) {
                          bed.insert(UUID.randomUUID().toString());
                        }
                      }));
      if (failure == null) {
        return first.get(0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_is_older_than_the_retention_is_forgotten_by_one_node_at_a_time(Engine engine)
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      Database database = bed.database();
      String ours = "SELECT COUNT(*) FROM pikabus_inbox WHERE queue = 'orders'";
      String turns = "SELECT received_at FROM pikabus_inbox WHERE queue = '(inbox)'";
      assertThat(isFirst(bed, "orders", "recent")).isTrue();
      await().atMost(Duration.ofSeconds(20)).until(() -> database.texts(turns).size() == 1);
      for (int i = 0; i < 1_200; i += 100) {
        StringBuilder rows = new StringBuilder("INSERT INTO pikabus_inbox VALUES ");
        for (int j = i; j < i + 100; j++) {
          rows.append(j == i ? "" : ", ").append("('orders', 'old").append(j).append("', 1)");
        }
        database.execute(rows.toString());
      }
      List<String> turn = database.texts(turns);

      Deployment other = bed.another().start();
      assertThat(isFirst(bed, other, "orders", "recent")).isFalse();
      await().during(Duration.ofSeconds(1)).until(() -> database.texts(turns).equals(turn));
      other.close();
      assertThat(database.texts(turns)).isEqualTo(turn);
      assertThat(database.number(ours)).isEqualTo(1_201);

      database.execute("UPDATE pikabus_inbox SET received_at = 0 WHERE queue = '(inbox)'");
      assertThat(isFirst(bed, bed.another().start(), "orders", "recent")).isFalse();
      await().atMost(Duration.ofSeconds(20)).until(() -> database.number(ours) == 1);
      assertThat(isFirst(bed, "orders", "recent")).isFalse();
      assertThat(isFirst(bed, "orders", "old7")).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_lane_acknowledges_a_second_delivery_without_handling_it(Engine engine) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String in = bed.peer().queue("in");
      String out = bed.peer().queue("out");
      PikaBus bus = bed.bus(Mode.OUTBOX);
      AtomicInteger handled = new AtomicInteger();
      Lane lane =
          lane(
              bed,
              in,
              () -> {
                bed.insert("effect" + handled.incrementAndGet());
                bus.send(out, "result");
              });
      for (int i = 0; i < 3; i++) {
        put(bed, in, "7", "order");
      }
      put(bed, in, "8", "another");

      assertThat(bed.texts(out, 2)).containsExactly("result", "result");
      await().atMost(Duration.ofSeconds(20)).until(() -> bed.peer().ready(in) == 0);
      lane.close();
      assertThat(bed.rows()).containsExactly("effect1", "effect2");
      assertThat(bed.peer().ready(out)).isZero();
      assertThat(bed.peer().ready(in)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_lane_handles_a_message_again_whose_transaction_did_not_commit(Engine engine)
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String in = bed.peer().queue("in");
      String out = bed.peer().queue("out");
      PikaBus bus = bed.bus(Mode.OUTBOX);
      AtomicInteger handled = new AtomicInteger();
      Lane lane =
          lane(
              bed,
              in,
              () -> {
                int turn = handled.incrementAndGet();
                bed.insert("effect" + turn);
                bus.send(out, "result" + turn);
                if (turn == 1) {
                  bed.container().userTransaction().setRollbackOnly();
                }
              });
      put(bed, in, "7", "order");

      assertThat(bed.texts(out, 1)).containsExactly("result2");
      lane.close();
      assertThat(bed.rows()).containsExactly("effect2");
      assertThat(bed.peer().ready(in)).isZero();
    }
  }

  static void put(JtaTestBed bed, String queue, String messageId, String text) throws Exception {
    bed.peer()
        .channel()
        .basicPublish(
            "",
            queue,
            new AMQP.BasicProperties.Builder()
                .headers(Map.of("PikaBus.MessageId", messageId))
                .build(),
            text.getBytes(StandardCharsets.UTF_8));
  }

  static Lane lane(JtaTestBed bed, String queue, SmallContainer.Work work) throws Exception {
    Lane lane = bed.lane(queue, Map.of("retry-delay", "PT0S"), null, new Working(work));
    assertThat(lane.awaitConsuming(Duration.ofSeconds(20))).isTrue();
    return lane;
  }

  private record Working(SmallContainer.Work work) implements DeliverySink {
    @Override
    public boolean awaitDemand() {
      return true;
    }

    @Override
    public void handle(IncomingMetadata metadata, Object payload, Batch transaction)
        throws Exception {
      work.run();
    }
  }
}
