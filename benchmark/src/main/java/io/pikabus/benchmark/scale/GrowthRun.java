package io.pikabus.benchmark.scale;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.pikabus.benchmark.Agent;
import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What grows with queues, delayed messages and outbox rows, of one node and one service. */
final class GrowthRun {

  private static final String MEMORY =
      "[garbage_collect(P) || P <- processes()], erlang:memory(total).";
  private static final double MEGABYTE = 1048576;

  private static final String QUORUM = "quorum";

  private final Machines machines;
  private final Agent agent;

  GrowthRun(Machines machines, Agent agent) {
    this.machines = machines;
    this.agent = agent;
  }

  void run() throws Exception {
    for (int round = 0; round < 3; round++) {
      say("outbox, 8 workers", once("outbox", 1000));
    }
    for (int rows : new int[] {4_000, 4_000, 40_000}) {
      say("relay of %d rows".formatted(rows), once("relay", rows));
    }
    delayed(5_000, 55);
    delayed(20_000, 55);
    delayed(20_000, 3000);
    queues(1);
    queues(100);
  }

  private void queues(int count) throws Exception {
    String names =
        IntStream.range(0, count).mapToObj(i -> "grow-" + i).collect(Collectors.joining(","));
    double before = megabytes();
    long begin = System.nanoTime();
    try (Connection connection = BrokerAddress.of(machines.uri(0, QUORUM)).connect();
        Channel channel = connection.createChannel()) {
      for (String name : names.split(",")) {
        channel.queueDeclare(name, true, false, false, null);
      }
    }
    double millis = (System.nanoTime() - begin) / 1e6;
    double declared = megabytes() - before;
    Measurement found = once("growth", 1, "queues", names);
    Main.say(
        "%d queues: declared in %.0f ms, the broker grew by %.2f MB;"
            + " a service with one lane each: heap %.1f MB, %d sockets, %.0f threads",
        count, millis, declared, found.seconds(), found.messages(), found.median());
  }

  private void delayed(int count, int seconds) throws Exception {
    double before = megabytes();
    Measurement sent = once("defer", count, "seconds", String.valueOf(seconds));
    Main.say(
        "%d delayed by %d s: %.0f/s, heap grew by %.1f MB, the broker by %.1f MB",
        count, seconds, sent.rate(), sent.median(), megabytes() - before);
  }

  private double megabytes() {
    return Long.parseLong(machines.control("eval", MEMORY).trim()) / MEGABYTE;
  }

  private Measurement once(String agentCase, int count, String... words) throws Exception {
    Map<String, String> all = new TreeMap<>();
    all.put("case", agentCase);
    all.put("count", String.valueOf(count));
    for (int i = 0; i < words.length; i += 2) {
      all.put(words[i], words[i + 1]);
    }
    return agent.run(new Order(all));
  }

  private static void say(String what, Measurement measured) {
    Main.say("%s: %.0f/s, client %.0f µs", what, measured.rate(), measured.cpuPerMessage() * 1e6);
  }
}
