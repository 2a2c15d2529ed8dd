package io.pikabus.messaging;

import io.pikabus.CredentialsSupplier;
import io.pikabus.bus.LearntCredentials;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.log.KnownSecrets;
import io.pikabus.rabbitmq.ClientContext;
import io.pikabus.transaction.jta.ContainerServices;
import jakarta.enterprise.inject.Instance;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What the clients of one deployment need to know of it. For any thread.
 *
 * @param sslContexts beans of whatever name
 * @param bean that says as whom to connect; null for what the configuration says
 * @param configured where user and password of a broker are read anew
 * @param secrets learns what is read or given so
 */
record ClientContexts(
    ContainerServices container,
    ChannelConfiguration configuration,
    Instance<SSLContext> sslContexts,
    @Nullable CredentialsSupplier bean,
    Map<ConnectionSettings, CredentialsSupplier> configured,
    KnownSecrets secrets) {

  /** For settings of the connector; channels add theirs. */
  static ClientContexts of(
      ContainerServices container,
      ChannelConfiguration configuration,
      Instance<SSLContext> sslContexts,
      @Nullable CredentialsSupplier bean,
      KnownSecrets secrets) {
    return new ClientContexts(
        container, configuration, sslContexts, bean, new ConcurrentHashMap<>(), secrets);
  }

  /** Notes that an incoming channel has these settings. */
  void incoming(String channel, ConnectionSettings settings) {
    configured.putIfAbsent(settings, () -> configuration.incomingCredentials(channel));
  }

  /** Notes that an outgoing channel has these settings. */
  void outgoing(String channel, ConnectionSettings settings) {
    configured.putIfAbsent(settings, () -> configuration.outgoingCredentials(channel));
  }

  /** For the client of a broker. On a thread of the application, which knows its name. */
  ClientContext context(ConnectionSettings broker) {
    String name = broker.applicationName();
    return new ClientContext(
        name != null ? name : deployment(),
        NamedSslContexts.find(broker.tls(), sslContexts),
        new LearntCredentials(
            bean != null ? bean : configured.getOrDefault(broker, configuration::credentials),
            secrets));
  }

  private String deployment() {
    String name = container.application();
    return name.equals(ContainerServices.UNKNOWN) ? "" : name;
  }
}
