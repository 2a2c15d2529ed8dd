package io.pikabus.engine;

import io.pikabus.config.ConnectionSettings;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.store.BrokerRegistry;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The brokers of an engine by name: its own is the default one wherever it is, with its virtual
 * host unless that is {@code /}; all others are named after their addresses.
 */
record NamedBrokers(Clients clients, ConnectionSettings own) implements BrokerRegistry {

  private static final int LONGEST_NAME = 250;

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    all().map(this::name).forEach(names::add);
    return names;
  }

  @Override
  public String nameOf(MessagePublisher publisher) {
    return all()
        .filter(settings -> clients.evenClosed(settings) == publisher)
        .findFirst()
        .map(this::name)
        .orElseGet(() -> name(own));
  }

  @Override
  public MessagePublisher named(String name) {
    return clients.evenClosed(find(name).orElse(own));
  }

  @Override
  public String place(String name) {
    return find(name).orElse(own).place();
  }

  @Override
  public Optional<String> cluster(String name) {
    return find(name).flatMap(settings -> clients.evenClosed(settings).cluster());
  }

  @Override
  public boolean isReachable(String name) {
    return find(name)
        .filter(settings -> clients.evenClosed(settings).mayTakeMessages())
        .isPresent();
  }

  private Optional<ConnectionSettings> find(String name) {
    return all().filter(settings -> name(settings).equals(name)).findFirst();
  }

  private Stream<ConnectionSettings> all() {
    return Stream.concat(Stream.of(own), clients.destinations().stream());
  }

  static String ofOwn(String virtualHost) {
    return virtualHost.equals("/") ? DEFAULT : DEFAULT + " " + virtualHost;
  }

  private String name(ConnectionSettings settings) {
    String name = settings.equals(own) ? ofOwn(own.virtualHost()) : settings.toString();
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
  }
}
