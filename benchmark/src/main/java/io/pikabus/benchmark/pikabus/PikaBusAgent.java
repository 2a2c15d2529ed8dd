package io.pikabus.benchmark.pikabus;

import io.pikabus.benchmark.agent.AgentLoop;
import io.pikabus.benchmark.agent.Case;
import io.pikabus.benchmark.container.Database;
import io.pikabus.benchmark.container.SmallContainer;
import io.pikabus.benchmark.container.Transactions;
import java.util.Map;
import javax.sql.DataSource;

/** pikabus as a contestant. */
public final class PikaBusAgent {

  private PikaBusAgent() {}

  /** Until standard input ends. */
  public static void main(String[] arguments) throws Exception {
    Transactions transactions = new Transactions();
    DataSource dataSource = transactions.dataSource(Database.ofEnvironment());
    SmallContainer.offer(transactions, dataSource);
    Containers containers = new Containers();
    Channels channels = new Channels(containers);
    OutboxCases outbox = new OutboxCases(containers, transactions, dataSource);
    XaCases xa = new XaCases(transactions);
    AgentLoop.run(
        Map.<String, Case>ofEntries(
            Map.entry("stream", order -> new Streaming(sending(containers)).run(order)),
            Map.entry(
                "batches", order -> new Sending(sending(containers)).batches(transactions, order)),
            Map.entry("single", order -> new Sending(sending(containers)).single(order)),
            Map.entry("consume", new Consuming()::run),
            Map.entry("handle", channels::handle),
            Map.entry("process", channels::process),
            Map.entry("outbox", outbox::run),
            Map.entry("relay", outbox::relay),
            Map.entry("growth", new Growth()::run),
            Map.entry("defer", new Deferring()::run),
            Map.entry(
                "pairs", order -> new Sending(sending(containers)).pairs(transactions, order)),
            Map.entry("xa", xa::run)));
  }

  private static SmallContainer sending(Containers containers) {
    return containers.with(Streaming.settings(), Outgoing.class);
  }
}
