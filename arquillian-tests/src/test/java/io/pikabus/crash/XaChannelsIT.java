package io.pikabus.crash;

import static io.pikabus.crash.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.arquillian.Archives;
import io.pikabus.arquillian.Configuration;
import io.pikabus.crash.channels.Work;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Mode {@code xa} in a server with {@code pikabus.rar} and an XA datasource: the application
 * bundles the connector and knows no class of the adapter.
 */
@EnabledIf(
    value = "io.pikabus.crash.Installed#brokerAndDatabase",
    disabledReason = "needs rabbitmq-server and PostgreSQL on this machine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class XaChannelsIT {

  private static final Server SERVER = Server.ofThisRun();

  private static final Path FOLDER =
      Path.of("target", "xa-channels", SERVER.name().toLowerCase(Locale.ROOT));

  private static final String NAME = "xa-channels";
  private static final String TASKS = "xa-channels-tasks";
  private static final String AUDIT = "xa-channels-audit";

  private @Nullable Backends backends;
  private @Nullable WorkDatabase database;
  private @Nullable Audit audit;
  private @Nullable ServerProcess server;

  @BeforeAll
  void begin() {
    backends = Backends.start(FOLDER, AUDIT);
    database = backends.database();
    audit = backends.audit();
    server =
        ServerProcess.withAdapter(
            SERVER, NAME, FOLDER.resolve("server"), database, backends.broker().uri());
    // The server starts adapter and application at once; the application waits for the adapter.
    server.runWith(application("${work.bus}"));
  }

  private WebArchive application(String factory) {
    Configuration configuration =
        Configuration.of(backends.broker().uri())
            .connector("transaction", "xa")
            .connector("xa.connection-factory", factory)
            .connector("confirm-timeout", "PT4S")
            .with("audit", AUDIT)
            .with("datasource", "${work.datasource}")
            .incoming("tasks", "queue=" + TASKS, "queue-type=classic")
            .outgoing("second", "queue=" + AUDIT)
            .outgoing("results", "queue=" + AUDIT);
    return Archives.war(NAME, configuration, Work.class);
  }

  private int perform(String task) {
    return server.post("%s/work/%s".formatted(NAME, task)).join().statusCode();
  }

  private String undelivered() {
    return server.get(NAME + "/work/journal");
  }

  /** Of one task and no other. */
  private void bothArriveOf(String task) {
    List<Arrival> arrivals = new ArrayList<>();
    await("the messages of " + task)
        .until(
            () -> {
              arrivals.addAll(audit.drain(AUDIT));
              return arrivals.size() >= 2;
            });
    assertThat(arrivals).extracting(Arrival::body).containsExactly(task + "/1", task + "/2");
    assertThat(arrivals).noneMatch(Arrival::marked);
    assertThat(database.finished(task)).isOne();
  }

  @Test
  @Order(1)
  void a_commit_sends_in_order_what_bus_and_emitter_sent() {
    assertThat(perform("committed")).isEqualTo(200);
    bothArriveOf("committed");
    assertThat(server.records())
        .anyMatch(line -> line.contains("transaction = xa, no outbox, journal behind "));
  }

  @Test
  @Order(2)
  void a_rollback_sends_nothing() {
    String failing = Work.FAILING + "-request";
    assertThat(perform(failing)).isEqualTo(500);
    assertThat(perform("next")).isEqualTo(200);
    bothArriveOf("next");
    assertThat(database.finished(failing)).isZero();
  }

  @Test
  @Order(3)
  void what_a_handler_sends_and_its_result_are_part_of_its_transaction() {
    audit.send(TASKS, "handled");
    bothArriveOf("handled");
    await("the acknowledgement").until(() -> audit.ready(TASKS) == 0);
  }

  @Test
  @Order(4)
  void a_handler_that_fails_sends_nothing() {
    String failing = Work.FAILING + "-handler";
    audit.send(TASKS, failing);
    await("the error queue").until(() -> audit.errors() == 1);
    audit.send(TASKS, "handled next");
    bothArriveOf("handled next");
    assertThat(database.finished(failing)).isZero();
  }

  @Test
  @Order(5)
  void what_is_committed_while_the_broker_is_away_leaves_when_it_is_back() {
    backends.broker().stop();
    try {
      assertThat(perform("away")).isEqualTo(200);
      assertThat(database.finished("away")).isOne();
      await("a status that says so").until(() -> undelivered().equals("1"));
    } finally {
      backends.broker().start();
    }
    bothArriveOf("away");
    await("a status that says so").until(() -> undelivered().equals("0"));
  }

  /** Open Liberty tells its log only. */
  @Test
  @Order(6)
  @Tag("one-server")
  void a_name_without_an_adapter_refuses_the_application() {
    server.close();
    assertThatThrownBy(() -> server.runWith(application("java:/eis/nobody")))
        .hasMessageContainingAll(
            "did not deploy",
            "xa.connection-factory = 'java:/eis/nobody': there is nothing of that name.");
  }

  @AfterAll
  void end() {
    if (server != null) {
      server.close();
    }
    if (backends != null) {
      backends.close();
    }
  }
}
