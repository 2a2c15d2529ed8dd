package io.pikabus.jta;

import static java.util.stream.Collectors.toMap;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import io.pikabus.PausePolicy;
import io.pikabus.PikaBus;
import io.pikabus.bus.DeliverySink;
import io.pikabus.bus.Halts;
import io.pikabus.bus.Lane;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An application's node with its database, a broker, and somebody at that broker who looks what
 * arrives. For the test's own thread.
 */
final class JtaTestBed implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Database database;
  private final SmallContainer container;
  private final Deployment node;
  private final RawClient peer;
  private final List<Deployment> others = new ArrayList<>();

  JtaTestBed(Engine engine, boolean xa, Broker broker, UnaryOperator<Deployment.Setup> change)
      throws Exception {
    database = engine.create();
    database.execute("CREATE TABLE work (id VARCHAR(100) PRIMARY KEY)");
    container = new SmallContainer(database, xa);
    node = new Deployment(container, change.apply(Deployment.Setup.of(broker))).start();
    peer = new RawClient(broker);
  }

  JtaTestBed(Engine engine) throws Exception {
    this(engine, true, Broker.shared(), setup -> setup);
  }

  /** One more node with the same database. */
  Deployment another() {
    return another(node.setup());
  }

  Deployment another(Deployment.Setup setup) {
    Deployment other = new Deployment(container, setup);
    others.add(other);
    return other;
  }

  Database database() {
    return database;
  }

  SmallContainer container() {
    return container;
  }

  Deployment node() {
    return node;
  }

  PikaBus bus(Mode mode) {
    return mode.of(node);
  }

  RawClient peer() {
    return peer;
  }

  /**
   * Starts to consume a queue with the inbox.
   *
   * @param change of the settings
   * @param policy null for the rules that are built in
   */
  Lane lane(
      String queue,
      Map<String, String> change,
      @Nullable PausePolicy policy,
      DeliverySink handler) {
    Map<String, String> settings =
        Outage.settings(node.setup().broker(), node.setup().broker().uri().getPort());
    settings.putAll(node.setup().bus());
    settings.put("inbox", "true");
    settings.put("queue-type", "classic");
    settings.putAll(change);
    SettingsReader reader = new SettingsReader();
    IncomingSettings incoming = reader.consuming(SettingSource.of(settings)).forQueue(queue);
    reader.throwFaults();
    return Lane.start(
        node.engine().lanes(incoming.bus().connection()).with(policy),
        incoming,
        String.class,
        handler,
        Runnable::run,
        new Halts("in"));
  }

  /** Inserts a row in the calling thread's transaction. */
  void insert(String id) throws Exception {
    container.execute("INSERT INTO work (id) VALUES ('" + id + "')");
  }

  /** What the application has committed. */
  List<String> rows() throws Exception {
    return database.texts("SELECT id FROM work ORDER BY id");
  }

  void inTransaction(SmallContainer.Work work) throws Exception {
    container.inTransaction(work);
  }

  /** Takes so many messages, or more if there are, in the order of their arrival. */
  List<RawClient.Found> arrivals(String queue, int atLeast) throws Exception {
    List<RawClient.Found> all = new ArrayList<>();
    await(atLeast + " messages in " + queue)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .pollInSameThread()
        .until(
            () -> {
              all.addAll(peer.takeAll(queue));
              return all.size() >= atLeast;
            });
    return all;
  }

  List<String> texts(String queue, int atLeast) throws Exception {
    return arrivals(queue, atLeast).stream().map(RawClient.Found::text).toList();
  }

  /** Waits until everything that was stored has left and its rows are gone. */
  void awaitNothingStored() {
    await("an empty outbox")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> database.stored() == 0);
  }

  String errorQueue() {
    return node.setup().errorQueue();
  }

  /** Takes one message from the error queue; its headers as texts. */
  Map<String, String> failure() throws Exception {
    GetResponse found =
        await("a message in the error queue")
            .atMost(PATIENCE)
            .pollInSameThread()
            .ignoreExceptions()
            .until(() -> peer.fresh().basicGet(errorQueue(), true), each -> each != null);
    Map<String, String> headers =
        found.getProps().getHeaders().entrySet().stream()
            .filter(each -> each.getValue() != null)
            .collect(toMap(Map.Entry::getKey, each -> each.getValue().toString()));
    headers.put("body", new String(found.getBody(), java.nio.charset.StandardCharsets.UTF_8));
    return headers;
  }

  static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
  }

  @Override
  public void close() throws Exception {
    node.close();
    others.forEach(Deployment::close);
    peer.close();
    container.close();
  }
}
