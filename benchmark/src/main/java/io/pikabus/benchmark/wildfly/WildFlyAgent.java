package io.pikabus.benchmark.wildfly;

import io.pikabus.benchmark.agent.AgentLoop;
import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Case;
import io.pikabus.benchmark.agent.Places;
import java.util.Map;

/**
 * pikabus in WildFly as a contestant. This process hands the orders on; the stopwatch is in the
 * server, and counts the server's processor time.
 */
public final class WildFlyAgent {

  private WildFlyAgent() {}

  /** Until standard input ends, and the server with it. */
  public static void main(String[] arguments) throws Exception {
    WildFly server =
        WildFly.start(
            BrokerAddress.ofEnvironment(),
            Applications.war(Places.DEFAULTS, ""),
            Applications.war(
                Places.AFTER_COMMIT, "mp.messaging.connector.pikabus.flush=after-commit\n"));
    AgentLoop.run(
        Map.<String, Case>of(
            Places.DEFAULTS, server::run,
            Places.AFTER_COMMIT, server::run));
  }
}
