package io.pikabus.messaging;

import io.pikabus.UnavailableException;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.XaSettings;
import io.pikabus.store.AdapterDescription;
import io.pikabus.store.AdapterStore;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.jta.ContainerServices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the resource adapter to which messages are to be handed over, before the application
 * starts. The server may be starting it at this moment, so it waits a while for its name.
 */
record AdapterCheck(ContainerServices container, Duration patience) {

  private static final System.Logger LOG = System.getLogger("io.pikabus.messaging");

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long LOOK = 100;

  AdapterCheck(ContainerServices container) {
    this(container, PATIENCE);
  }

  /** What is wrong, each with its remedy. */
  List<String> check(XaSettings xa) {
    awaitName(xa.connectionFactory());
    AdapterDescription adapter;
    try {
      adapter =
          new AdapterStore(xa.connectionFactory(), () -> container.lookUp(xa.connectionFactory()))
              .describe();
    } catch (UnavailableException unusable) {
      return List.of(
          String.valueOf(unusable.getMessage())
              .replaceFirst("^xa\\.connection-factory", xa.place()));
    }
    others(xa, adapter).forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
    return elsewhere(xa, adapter);
  }

  private void awaitName(String name) {
    Deadline deadline = Deadline.in(patience);
    try {
      while (container.lookUp(name) == null && !deadline.isOver()) {
        TimeUnit.MILLISECONDS.sleep(LOOK);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Senders to another virtual host than the adapter's, where their messages would not go. */
  static List<String> elsewhere(XaSettings xa, AdapterDescription adapter) {
    List<String> faults = new ArrayList<>();
    new TreeMap<>(xa.senders())
        .forEach(
            (key, broker) -> {
              if (!broker.virtualHost().equals(adapter.virtualHost())) {
                faults.add(
                    "%s = xa hands messages over to the adapter of %s = '%s', which sends them to virtual host '%s', and outside a transaction they go to '%s'. Set the same virtual host for both, or %1$s = outbox."
                        .formatted(
                            key,
                            xa.place(),
                            xa.connectionFactory(),
                            adapter.virtualHost(),
                            broker.virtualHost()));
              }
            });
    return faults;
  }

  /** Senders to other addresses: they may be names of the same broker. */
  static List<String> others(XaSettings xa, AdapterDescription adapter) {
    Map<String, Set<String>> byPlace = new TreeMap<>();
    xa.senders()
        .forEach(
            (key, broker) -> {
              if (!shareAnAddress(broker, adapter)) {
                byPlace.computeIfAbsent(broker.place(), any -> new TreeSet<>()).add(key);
              }
            });
    return byPlace.entrySet().stream()
        .map(
            each ->
                "%s = xa: messages of transactions leave by the adapter of '%s' for %s, and others for %s. If these are two brokers, correct one of the settings."
                    .formatted(
                        String.join(", ", each.getValue()),
                        xa.connectionFactory(),
                        adapter.broker(),
                        each.getKey()))
        .toList();
  }

  private static boolean shareAnAddress(ConnectionSettings broker, AdapterDescription adapter) {
    Set<String> ours = new TreeSet<>(List.of(broker.place().split(", ")));
    return List.of(adapter.broker().split(", ")).stream().anyMatch(ours::contains);
  }
}
