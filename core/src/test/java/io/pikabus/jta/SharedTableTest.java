package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.OutboxStatus;
import io.pikabus.PikaBus;
import io.pikabus.UnavailableException;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two applications, each with a broker of its own, share a table by mistake. */
@Timeout(180)
@Tag("slow")
class SharedTableTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ParameterizedTest
  @EnumSource
  void the_second_one_sends_nothing_and_stores_nothing_and_says_why(Engine engine)
      throws Exception {
    PrivateNode elsewhere = Outage.node();
    try (JtaTestBed bed = new JtaTestBed(engine);
        RawClient other = new RawClient(elsewhere)) {
      String queue = bed.peer().queue("shared");
      other.declare(queue, Map.of());
      awaitSent(bed, queue, "first");
      Deployment second = bed.another(Deployment.Setup.of(elsewhere)).start();
      await("the reason, with both clusters")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(reason(second))
                      .contains(
                          "cluster '" + bed.node().client().cluster().orElseThrow(),
                          "cluster '" + second.client().cluster().orElseThrow(),
                          "outbox.table-prefix"));
      PikaBus bus = second.outbox();
      assertThatThrownBy(() -> bed.inTransaction(() -> bus.send(queue, "astray")))
          .hasRootCauseInstanceOf(UnavailableException.class);
      // Of a node without a broker, so that the first relay that comes sends them.
      Deployment cutOff = bed.another(bed.node().setup().with("port", "1"));
      PikaBus ofTheFirst = cutOff.outbox();
      List<String> left = JtaTestBed.numbered(100);
      for (String text : left) {
        bed.inTransaction(() -> ofTheFirst.send(queue, text));
      }

      assertThat(bed.texts(queue, left.size())).containsExactlyInAnyOrderElementsOf(left);
      bed.awaitNothingStored();
      assertThat(other.ready(queue)).isZero();
      assertThat(isRefused(bed.node())).isFalse();
    }
  }

  @Test
  void a_broker_that_has_moved_gets_what_was_stored_when_the_last_node_has_left_the_old_one()
      throws Exception {
    PrivateNode elsewhere = Outage.node();
    try (JtaTestBed bed =
            new JtaTestBed(Engine.H2, true, Broker.shared(), setup -> setup.lease(lease()));
        RawClient other = new RawClient(elsewhere)) {
      String queue = bed.peer().queue("moved");
      other.declare(queue, Map.of());
      awaitSent(bed, queue, "first");
      Deployment.Setup moved = Deployment.Setup.of(elsewhere).lease(lease());
      Deployment second = bed.another(moved).start();
      await("the reason").atMost(PATIENCE).until(() -> isRefused(second));
      bed.node().die();
      await("the name").atMost(PATIENCE).until(() -> !isRefused(second));

      PikaBus bus = second.outbox();
      bed.inTransaction(() -> bus.send(queue, "there"));

      await("the message").atMost(PATIENCE).until(() -> other.ready(queue) == 1);
    }
  }

  private static Duration lease() {
    return Duration.ofSeconds(4);
  }

  private static void awaitSent(JtaTestBed bed, String queue, String text) throws Exception {
    PikaBus bus = bed.node().outbox();
    bed.inTransaction(() -> bus.send(queue, text));
    assertThat(bed.texts(queue, 1)).containsExactly(text);
    await("the name in the table")
        .atMost(PATIENCE)
        .until(
            () ->
                !bed.database()
                    .texts("SELECT message_id FROM pikabus_inbox WHERE queue LIKE 'default#%'")
                    .isEmpty());
  }

  private static boolean isRefused(Deployment node) {
    return reason(node).contains("cluster");
  }

  private static String reason(Deployment node) {
    return node.engine().outbox().map(OutboxStatus::reason).orElse("");
  }
}
