package io.pikabus.benchmark.pikabus;

import io.pikabus.PikaBusConnection;
import io.pikabus.PikaBusConnectionFactory;
import io.pikabus.SendOptions;
import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.QueueDepth;
import io.pikabus.benchmark.agent.Sample;
import io.pikabus.benchmark.agent.Stopwatch;
import io.pikabus.benchmark.container.AdapterServer;
import io.pikabus.benchmark.container.Database;
import io.pikabus.benchmark.container.Transactions;
import io.pikabus.benchmark.container.WorkTable;
import io.pikabus.benchmark.container.Workers;
import io.pikabus.resource.PikaBusResourceAdapter;
import io.pikabus.resource.outbound.PikaBusManagedConnectionFactory;
import jakarta.resource.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** The resource adapter with several workers, beside a database or alone. */
final class XaCases {

  private final Transactions transactions;
  private final DataSource dataSource;
  private final AdapterServer server;
  private final PikaBusResourceAdapter adapter = new PikaBusResourceAdapter();
  private final PikaBusConnectionFactory connections;
  private final SendOptions options = OwnHeaders.options();
  private boolean started;

  XaCases(Transactions transactions) throws ResourceException, SQLException, IOException {
    this.transactions = transactions;
    this.dataSource = transactions.xaDataSource(Database.ofEnvironment());
    BrokerAddress broker = BrokerAddress.ofEnvironment();
    adapter.setHost(broker.host());
    adapter.setPort(String.valueOf(broker.port()));
    adapter.setUsername(broker.user());
    adapter.setPassword(broker.password());
    adapter.setVirtualHost(broker.vhost());
    adapter.setMessageType("shop.PlaceOrder");
    adapter.setJournalDirectory(
        Files.createTempDirectory(Files.createDirectories(Path.of("target")), "journal")
            .toString());
    server = new AdapterServer(transactions.registry());
    PikaBusManagedConnectionFactory factory = new PikaBusManagedConnectionFactory();
    factory.setResourceAdapter(adapter);
    connections = factory.createConnectionFactory(server);
  }

  /** Counts transactions of two messages, and a row if asked for, until all is out. */
  Measurement run(Order order) throws Exception {
    start();
    boolean row = order.is("row");
    // The first one makes the connection and the route.
    transaction(row);
    try (QueueDepth destination = new QueueDepth(BrokerAddress.ofEnvironment(), Places.out())) {
      awaitAllDelivered();
      Stopwatch watch = Stopwatch.start();
      Workers.run(order.count(), () -> () -> transaction(row));
      destination.await(2L * order.count() + 2);
      awaitAllDelivered();
      return watch.stop(order.count());
    }
  }

  /** Not before it is asked for: others count the connections of this JVM. */
  private void start() throws ResourceException {
    if (!started) {
      adapter.start(server);
      started = true;
    }
  }

  private void transaction(boolean row) throws Exception {
    transactions.run(
        () -> {
          if (row) {
            WorkTable.insert(dataSource);
          }
          try (PikaBusConnection bus = connections.connect()) {
            bus.send(Places.out(), Sample.body(), options);
            bus.send(Places.out(), Sample.body(), options);
          }
        });
  }

  private void awaitAllDelivered() throws InterruptedException {
    while (adapter.branches().status().undelivered() > 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }
}
