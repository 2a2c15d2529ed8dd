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
    AgentLoop.run(
        Map.<String, Case>of(
            "stream", order -> new Streaming(sending(containers)).run(order),
            "batches", order -> new Sending(sending(containers)).batches(transactions, order),
            "single", order -> new Sending(sending(containers)).single(order),
            "consume", new Consuming()::run,
            "handle", channels::handle,
            "process", channels::process,
            "outbox", outbox::run,
            "relay", outbox::relay,
            "growth", new Growth()::run,
            "defer", new Deferring()::run));
  }

  private static SmallContainer sending(Containers containers) {
    return containers.with(Streaming.settings(), Outgoing.class);
  }
}
