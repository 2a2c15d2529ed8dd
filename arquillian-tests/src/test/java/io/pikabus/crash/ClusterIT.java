package io.pikabus.crash;

import static io.pikabus.fixtures.rabbitmq.ClusterFaults.last;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.fixtures.postgresql.PrivatePostgres;
import io.pikabus.fixtures.rabbitmq.ClusterFaults;
import io.pikabus.fixtures.rabbitmq.ClusterFaults.Fault;
import io.pikabus.fixtures.rabbitmq.Gap;
import io.pikabus.fixtures.rabbitmq.PrivateCluster;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A service with an outbox in a server while the nodes of its cluster have one fault after another:
 * whatever was committed is sent. Writes its table to {@code target/cluster-table-….md}. The system
 * property {@code cluster.faults} is for a look at some of them only: {@code leader killed,rolling
 * restart}.
 */
@EnabledIf(
    value = "io.pikabus.crash.Installed#brokerAndDatabase",
    disabledReason = "needs rabbitmq-server and PostgreSQL on this machine")
@Tag("long")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {

  private static final Server SERVER = Server.ofThisRun();
  private static final String KEY = SERVER.name().toLowerCase(Locale.ROOT);
  private static final Path FOLDER = Path.of("target", "cluster", KEY);
  private static final Path TABLE = Path.of("target", "cluster-table-%s.md".formatted(KEY));

  private static final String HEAD =
      """
      | fault | committed | received | lost | invented | duplicated | unmarked | longest gap of commits, s | of receipts, s |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      """;

  private static final int SENDERS = 2;
  private static final int MESSAGES = 2;
  private static final Duration PAUSE = Duration.ofMillis(80);
  private static final Duration AROUND = Duration.ofSeconds(3);
  private static final Duration LASTING = Duration.ofSeconds(12);
  private static final Duration DRAINED = Duration.ofMinutes(3);

  private static final Pattern NODE =
      Pattern.compile("publishing\\.node\"\\s*:\\s*\"127\\.0\\.0\\.1:(\\d+)");

  /** What was committed and received during one fault. */
  private final class Row {
    private final String run;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, Integer> times = new ConcurrentHashMap<>();

    /**
     * Of which one copy said that it may not be the only one. Which of them comes first is open: a
     * node that hung still delivers what it had, behind the copy.
     */
    private final Set<String> marked = ConcurrentHashMap.newKeySet();

    private final Gap commits = new Gap();
    private final Gap receipts = new Gap();
    private Set<String> expected = Set.of();

    private Row(String run) {
      this.run = run;
    }

    private void came(String body, boolean mark) {
      receipts.event();
      times.merge(body, 1, Integer::sum);
      if (mark) {
        marked.add(body);
      }
    }

    private Set<String> duplicated() {
      return times.entrySet().stream()
          .filter(message -> message.getValue() > 1)
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }

    private int unmarked() {
      return without(duplicated(), marked);
    }

    /** Whatever a sender was told: what the database says counts. */
    private void count() {
      expected =
          database.tasks(run).stream()
              .flatMap(task -> numbered(task).stream())
              .collect(Collectors.toSet());
    }

    private int lost() {
      return without(expected, times.keySet());
    }

    private int invented() {
      return without(times.keySet(), expected);
    }

    private String line(String fault) {
      return "| %s | %d | %d | %d | %d | %d | %d | %.1f | %.1f |"
          .formatted(
              fault,
              expected.size(),
              times.size(),
              lost(),
              invented(),
              duplicated().size(),
              unmarked(),
              commits.longest() / 1000.0,
              receipts.longest() / 1000.0);
    }
  }

  private final Map<String, Row> rows = new ConcurrentHashMap<>();
  private @Nullable PrivateCluster cluster;
  private @Nullable PrivatePostgres postgres;
  private @Nullable WorkDatabase database;
  private @Nullable ServerProcess server;
  private @Nullable PikaBusClient receiver;

  @BeforeAll
  void begin() throws Exception {
    cluster = PrivateCluster.create(FOLDER.resolve("rabbitmq"), 3);
    cluster.start();
    declareAudit(cluster.node(0).uri());
    postgres = PrivatePostgres.create(FOLDER.resolve("database"));
    database =
        new WorkDatabase("postgresql", postgres.jdbcUrl(), postgres.user(), postgres.password());
    database.prepare();
    server = ServerProcess.create(SERVER, "cluster", FOLDER.resolve("server"), database);
    server.runWith(Mode.OUTBOX.application(cluster.uris()));
    receiver = PikaBus.connect(settings(cluster.uris()));
    receiver.consume(Mode.OUTBOX.audit(), String.class, this::came);
  }

  private static void declareAudit(URI node) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(node);
    try (Connection connection = factory.newConnection("audit");
        Channel channel = connection.createChannel()) {
      channel.queueDeclare(
          Mode.OUTBOX.audit(), true, false, false, Map.of("x-queue-type", "quorum"));
    }
  }

  private static Map<String, String> settings(List<URI> nodes) {
    String[] user = nodes.get(0).getUserInfo().split(":", 2);
    return Map.of(
        "addresses",
        nodes.stream()
            .map(node -> node.getHost() + ":" + node.getPort())
            .collect(Collectors.joining(",")),
        "username",
        user[0],
        "password",
        user[1]);
  }

  private void came(String body) {
    IncomingMetadata metadata = receiver.incoming().orElseThrow();
    boolean marked =
        metadata.redelivered()
            || Boolean.TRUE.equals(metadata.headers().get("PikaBus.PossibleDuplicate"));
    Row row = rows.get(body.substring(0, body.indexOf('-')));
    if (row != null) {
      row.came(body, marked);
    }
  }

  @Test
  void whatever_was_committed_is_sent_and_nothing_else_whatever_happens_to_the_nodes()
      throws Exception {
    Map<String, Row> table = new LinkedHashMap<>();
    for (Map.Entry<String, Fault> fault : faults().entrySet()) {
      Row row = during("run" + table.size(), fault.getValue());
      table.put(fault.getKey(), row);
      System.out.printf(
          "%s %s commits' gap from %d ms on, receipts' from %d ms on%n",
          SERVER, row.line(fault.getKey()), row.commits.longestFrom(), row.receipts.longestFrom());
    }
    String lines =
        table.entrySet().stream()
            .map(row -> row.getValue().line(row.getKey()) + "\n")
            .collect(Collectors.joining("", HEAD, ""));
    Files.writeString(TABLE, lines);
    SoftAssertions softly = new SoftAssertions();
    table.forEach(
        (fault, row) -> {
          softly.assertThat(row.expected).as("committed, %s", fault).hasSizeGreaterThan(50);
          softly.assertThat(row.lost()).as("lost, %s", fault).isZero();
          softly.assertThat(row.invented()).as("invented, %s", fault).isZero();
          softly.assertThat(row.unmarked()).as("unmarked, %s", fault).isZero();
        });
    softly.assertAll();
  }

  private Map<String, Fault> faults() {
    return new ClusterFaults(
            cluster, () -> cluster.awaitLeader(Mode.OUTBOX.audit()), this::connected, LASTING)
        .chosen();
  }

  private Row during(String run, Fault fault) throws Exception {
    Row row = new Row(run);
    rows.put(run, row);
    AtomicBoolean over = new AtomicBoolean();
    List<CompletableFuture<Void>> sending = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      sending.add(CompletableFuture.runAsync(() -> send(row, over)));
    }
    last(AROUND);
    fault.happen();
    last(AROUND);
    over.set(true);
    sending.forEach(CompletableFuture::join);
    row.count();
    long end = System.nanoTime() + DRAINED.toNanos();
    while ((row.lost() > 0 || database.held() > 0) && System.nanoTime() - end < 0) {
      last(Duration.ofMillis(200));
    }
    return row;
  }

  private void send(Row row, AtomicBoolean over) {
    while (!over.get()) {
      String task = row.run + "-" + row.numbers.incrementAndGet();
      try {
        int status =
            server
                .post("%s/work/%s?messages=%d".formatted(Mode.OUTBOX.key(), task, MESSAGES))
                .join()
                .statusCode();
        if (status == 200) {
          row.commits.event();
        }
      } catch (CompletionException noAnswer) {
        System.out.println(task + ": " + noAnswer.getMessage());
      }
      last(PAUSE);
    }
  }

  /** The node to which the server's messages go, as its readiness says. */
  private PrivateNode connected() throws InterruptedException {
    Matcher said = NODE.matcher(server.health());
    assertThat(said.find()).as(server.health()).isTrue();
    int port = Integer.parseInt(said.group(1));
    return cluster.nodes().stream().filter(node -> node.port() == port).findFirst().orElseThrow();
  }

  private static List<String> numbered(String task) {
    List<String> bodies = new ArrayList<>();
    for (int number = 1; number <= MESSAGES; number++) {
      bodies.add(task + "/" + number);
    }
    return bodies;
  }

  private static int without(Set<String> these, Set<String> those) {
    Set<String> left = new HashSet<>(these);
    left.removeAll(those);
    return left.size();
  }

  @AfterAll
  void end() throws IOException {
    if (receiver != null) {
      receiver.close();
    }
    if (server != null) {
      server.close();
    }
    if (postgres != null) {
      postgres.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }
}
