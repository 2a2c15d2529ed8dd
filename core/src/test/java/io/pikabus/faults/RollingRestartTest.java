package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.fixtures.rabbitmq.PrivateCluster;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Services on a cluster whose nodes are restarted one after the other. */
@Tag("long")
class RollingRestartTest {

  private static final int SERVICES = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void services_spread_over_the_nodes_and_leave_each_that_stops_for_one_that_runs()
      throws Exception {
    try (PrivateCluster cluster = PrivateCluster.create(Path.of("target", "rabbitmq"), 3)) {
      cluster.start();
      Map<String, String> settings = settings(cluster.uris());
      String queue = Outage.unique("rolling");
      Set<String> handled = ConcurrentHashMap.newKeySet();
      List<PikaBusClient> services = new ArrayList<>();
      try {
        for (int i = 0; i < SERVICES; i++) {
          services.add(PikaBus.connect(settings));
        }
        services.get(0).consume(queue, String.class, handled::add);
        awaitWorking(services);
        assertThat(nodes(services)).hasSizeGreaterThan(1);

        int sent = 0;
        for (PrivateNode node : cluster.nodes()) {
          node.stop();
          String gone = "127.0.0.1:" + node.port();
          await()
              .atMost(PATIENCE)
              .until(
                  () ->
                      nodes(services).stream().noneMatch(gone::equals)
                          && services.stream().allMatch(bus -> bus.status().isWorking()));
          for (PikaBusClient service : services) {
            service.send(queue, "m" + sent++);
          }
          node.start();
          cluster.awaitWhole();
        }
        int all = sent;
        await().atMost(PATIENCE).until(() -> handled.size() == all);
      } finally {
        services.forEach(PikaBusClient::close);
      }
    }
  }

  private static Map<String, String> settings(List<URI> uris) {
    String user = uris.get(0).getUserInfo();
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "url",
        uris.stream()
            .map(uri -> uri.getHost() + ":" + uri.getPort())
            .collect(Collectors.joining(",", "amqp://" + user + "@", "")));
    return settings;
  }

  private static void awaitWorking(List<PikaBusClient> services) {
    await()
        .atMost(PATIENCE)
        .until(() -> services.stream().allMatch(bus -> bus.status().isWorking()));
  }

  /** Those to which messages leave, as {@code host:port}. */
  private static Set<String> nodes(List<PikaBusClient> services) {
    return services.stream()
        .map(bus -> bus.status().publishing().node().replaceFirst("[ ,].*", ""))
        .collect(Collectors.toSet());
  }
}
