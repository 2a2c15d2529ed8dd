package io.pikabus.postgresql.node;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The clusters of this JVM that were created and not closed. They end with the JVM. */
final class RunningClusters {

  private static final Set<PrivatePostgres> CLUSTERS = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> CLUSTERS.forEach(PrivatePostgres::end), "end private PostgreSQL clusters"));
  }

  private RunningClusters() {}

  static void add(PrivatePostgres cluster) {
    CLUSTERS.add(cluster);
  }

  static void remove(PrivatePostgres cluster) {
    CLUSTERS.remove(cluster);
  }
}
