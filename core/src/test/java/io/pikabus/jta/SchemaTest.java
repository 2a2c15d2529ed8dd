package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.pikabus.ConfigurationException;
import io.pikabus.PikaBus;
import io.pikabus.config.OutboxSettings.Schema;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the tables come to be there. */
@Timeout(120)
@Tag("slow")
class SchemaTest {

  private static Deployment deployment(SmallContainer container, Schema schema, String prefix) {
    return new Deployment(container, Deployment.Setup.of(Broker.shared()).schema(schema, prefix));
  }

  @ParameterizedTest
  @EnumSource
  void validation_refuses_to_start_without_the_tables_and_says_where_they_are_written(Engine engine)
      throws Exception {
    Database database = engine.create();
    try (SmallContainer container = new SmallContainer(database, true);
        Deployment node = deployment(container, Schema.VALIDATE, "pikabus_")) {
      assertThatThrownBy(node::start)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("outbox.datasource = 'java:/application'")
          .hasMessageContaining("outbox.schema = validate")
          .hasMessageContaining("pikabus_outbox and pikabus_inbox")
          .hasMessageContaining(
              "io/pikabus/outbox/" + engine.name().toLowerCase(Locale.ROOT) + ".sql")
          .hasMessageContaining("or set outbox.schema = create");
      deployment(container, Schema.CREATE, "pikabus_").start().close();
      node.start();
    }
  }

  @ParameterizedTest
  @EnumSource
  void validation_refuses_a_table_that_lacks_a_column_and_names_it(Engine engine) throws Exception {
    Database database = engine.create();
    try (SmallContainer container = new SmallContainer(database, true)) {
      deployment(container, Schema.CREATE, "pikabus_").start().close();
      database.execute("ALTER TABLE pikabus_outbox DROP COLUMN failure");
      try (Deployment validating = deployment(container, Schema.VALIDATE, "pikabus_");
          Deployment creating = deployment(container, Schema.CREATE, "pikabus_")) {
        assertThat(catchThrowable(validating::start).getMessage().toLowerCase(Locale.ROOT))
            .contains("outbox.schema = validate")
            .contains("failure");
        assertThat(catchThrowable(creating::start).getMessage().toLowerCase(Locale.ROOT))
            .contains("outbox.schema = create")
            .contains("failure");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void with_none_nothing_is_looked_at_and_a_send_without_tables_rolls_back_and_says_why(
      Engine engine) throws Exception {
    Database database = engine.create();
    try (SmallContainer container = new SmallContainer(database, true);
        Deployment node = deployment(container, Schema.NONE, "pikabus_").start();
        RawClient peer = new RawClient(Broker.shared())) {
      String queue = peer.queue("no-tables");
      PikaBus bus = node.outbox();
      Throwable failure =
          catchThrowable(() -> container.inTransaction(() -> bus.send(queue, "lost?")));
      assertThat(failure)
          .hasStackTraceContaining("could not be stored in the outbox")
          .hasStackTraceContaining("Its table must exist");
      assertThat(peer.ready(queue)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodes_that_create_the_tables_at_the_same_time_all_start(Engine engine) throws Exception {
    int nodes = 4;
    ExecutorService threads = Executors.newFixedThreadPool(nodes);
    try {
      for (int round = 0; round < 5; round++) {
        Database database = engine.create();
        try (SmallContainer container = new SmallContainer(database, true)) {
          CyclicBarrier together = new CyclicBarrier(nodes);
          List<Future<Deployment>> started = new ArrayList<>();
          for (int i = 0; i < nodes; i++) {
            Deployment node = deployment(container, Schema.CREATE, "pikabus_").awaitConnected();
            started.add(
                threads.submit(
                    () -> {
                      together.await(30, TimeUnit.SECONDS);
                      return node.start();
                    }));
          }
          for (Future<Deployment> each : started) {
            each.get(60, TimeUnit.SECONDS).close();
          }
          assertThat(database.stored()).isZero();
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_prefix_may_name_a_schema_and_two_outboxes_may_lie_in_one_database(Engine engine)
      throws Exception {
    Database database = engine.create();
    database.execute("CREATE SCHEMA shop");
    try (SmallContainer container = new SmallContainer(database, true);
        Deployment shop = deployment(container, Schema.CREATE, "shop.msg_").start();
        Deployment bare = deployment(container, Schema.CREATE, "msg_").start();
        Deployment again = deployment(container, Schema.VALIDATE, "shop.msg_").start();
        RawClient peer = new RawClient(Broker.shared())) {
      String queue = peer.queue("schema");
      shop.afterPublishing(0, shop::die);
      PikaBus bus = shop.outbox();
      container.inTransaction(() -> bus.send(queue, "stored"));
      assertThat(database.number("SELECT COUNT(*) FROM shop.msg_outbox")).isOne();
      assertThat(database.number("SELECT COUNT(*) FROM msg_outbox")).isZero();
      assertThat(database.number("SELECT COUNT(*) FROM shop.msg_inbox")).isGreaterThanOrEqualTo(0);
      database.execute("UPDATE shop.msg_outbox SET lease_until = 0");

      PikaBus other = bare.outbox();
      container.inTransaction(() -> other.send(queue, "bare"));
      List<String> texts = new ArrayList<>();
      await()
          .pollInSameThread()
          .until(
              () -> {
                peer.takeAll(queue).forEach(found -> texts.add(found.text()));
                return texts.size() == 2;
              });
      assertThat(texts).containsExactlyInAnyOrder("stored", "bare");
      assertThat(again.isDead()).isFalse();
    }
  }
}
