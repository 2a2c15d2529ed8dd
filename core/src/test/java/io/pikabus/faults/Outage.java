package io.pikabus.faults;

import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the tests of faults have in common. */
public final class Outage {

  private static @Nullable PrivateNode node;

  private Outage() {}

  /**
   * A node of the tests that leave it alive and as they found it. It ends with the JVM: do not
   * close it.
   */
  public static synchronized PrivateNode node() {
    PrivateNode running = node;
    if (running == null) {
      running = PrivateNode.create(Path.of("target", "rabbitmq"));
      running.start();
      node = running;
    }
    return running;
  }

  /** For a bus that reaches a broker through a port of ours. */
  public static Map<String, String> settings(Broker broker, int port) {
    Map<String, String> settings = new HashMap<>();
    settings.put("host", "127.0.0.1");
    settings.put("port", String.valueOf(port));
    String[] user = broker.uri().getUserInfo().split(":", 2);
    settings.put("username", user[0]);
    settings.put("password", user[1]);
    return settings;
  }

  /** Connects with more settings: key, value, key, value. */
  public static PikaBusClient connect(Broker broker, int port, String... more) {
    return connect(settings(broker, port), more);
  }

  /** Connects to several addresses of a broker, or of its cluster. */
  static PikaBusClient connectTo(Broker broker, List<Integer> ports, String... more) {
    Map<String, String> settings = settings(broker, 0);
    settings.remove("host");
    settings.remove("port");
    settings.put(
        "addresses",
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
    return connect(settings, more);
  }

  private static PikaBusClient connect(Map<String, String> settings, String... more) {
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return PikaBus.connect(settings);
  }

  /** Deletes the delay queues, and with them what an earlier test left there. */
  public static void deleteDelayQueues(PrivateNode node, RawClient peer) throws Exception {
    for (String name : node.control("list_queues", "name").lines().toList()) {
      if (name.startsWith("PikaBusDelay")) {
        peer.delete(name);
      }
    }
  }

  /** A name that nobody else uses. */
  public static String unique(String name) {
    return name + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Whether the receiver was told that it may have seen the message before. */
  static boolean isMarked(IncomingMetadata metadata) {
    return metadata.redelivered()
        || Boolean.TRUE.equals(metadata.headers().get("PikaBus.PossibleDuplicate"));
  }
}
