package io.pikabus.benchmark.raw;

import io.pikabus.benchmark.agent.AgentLoop;
import io.pikabus.benchmark.agent.Case;
import java.util.Map;

/** The raw client as a contestant. */
public final class RawAgent {

  private RawAgent() {}

  /** Until standard input ends. */
  public static void main(String[] arguments) throws Exception {
    RawClient client = RawClient.connect();
    RawPublishing publishing = new RawPublishing(client);
    RawConsuming consuming = new RawConsuming(client);
    InlineConfirms inline = new InlineConfirms(client);
    AgentLoop.run(
        Map.<String, Case>of(
            "stream", publishing::stream,
            "batches", publishing::batches,
            "single", publishing::single,
            "consume", consuming::consume,
            "forward", consuming::forward,
            "forward-in-turn", consuming::forwardInTurn,
            "outbox", inline::run,
            "databases", new TwoDatabases()::run));
  }
}
