package io.pikabus.benchmark.wildfly.application;

import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import io.pikabus.benchmark.agent.Arrivals;
import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.QueueDepth;
import io.pikabus.benchmark.agent.Sample;
import io.pikabus.benchmark.pikabus.OwnHeaders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * A handler that sends on. It consumes as long as the server runs; the first message of an order
 * waits in it until the driver has filled the queue and the order comes.
 */
@ApplicationScoped
public class Forwarding {

  private static final int PATIENCE_SECONDS = 120;
  private static final SendOptions OPTIONS = OwnHeaders.options();

  @Inject PikaBus bus;
  private volatile CompletableFuture<Run> next = new CompletableFuture<>();

  private record Run(Arrivals arrivals, int sends) {}

  /** Handles one. */
  @Incoming("in")
  public void handle(byte[] body) throws Exception {
    Run run = next.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    for (int i = 0; i < run.sends(); i++) {
      bus.send(Places.out(), Sample.body(), OPTIONS);
    }
    run.arrivals().end();
  }

  /**
   * Lets an order's messages be handled, and times them until all that they send lies in the queue
   * where it goes.
   */
  public Measurement run(Order order) throws Exception {
    Arrivals arrivals = new Arrivals(order.count());
    int sends = Integer.parseInt(order.text("sends"));
    try (QueueDepth destination = new QueueDepth(BrokerAddress.ofEnvironment(), Places.out())) {
      next.complete(new Run(arrivals, sends));
      return arrivals.await(destination, (long) sends * order.count());
    } finally {
      next = new CompletableFuture<>();
    }
  }
}
