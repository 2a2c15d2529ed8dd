package io.pikabus.messaging;

import io.pikabus.CredentialsSupplier;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.engine.BrokerAccess;
import io.pikabus.transaction.jta.ContainerServices;
import jakarta.enterprise.inject.Instance;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * As whom one deployment connects to its brokers. For any thread.
 *
 * @param sslContexts beans of whatever name
 * @param bean that says as whom to connect; null for what the configuration says
 * @param configured where user and password of a broker are read anew
 */
record DeploymentAccess(
    ContainerServices container,
    ChannelConfiguration configuration,
    Instance<SSLContext> sslContexts,
    @Nullable CredentialsSupplier bean,
    Map<ConnectionSettings, CredentialsSupplier> configured)
    implements Function<ConnectionSettings, BrokerAccess> {

  /** For settings of the connector; channels add theirs. */
  static DeploymentAccess of(
      ContainerServices container,
      ChannelConfiguration configuration,
      Instance<SSLContext> sslContexts,
      @Nullable CredentialsSupplier bean) {
    return new DeploymentAccess(
        container, configuration, sslContexts, bean, new ConcurrentHashMap<>());
  }

  /** Notes that an incoming channel has these settings. */
  void incoming(String channel, ConnectionSettings settings) {
    configured.putIfAbsent(settings, () -> configuration.incomingCredentials(channel));
  }

  /** Notes that an outgoing channel has these settings. */
  void outgoing(String channel, ConnectionSettings settings) {
    configured.putIfAbsent(settings, () -> configuration.outgoingCredentials(channel));
  }

  /** To one broker. On a thread of the application, which knows its name. */
  @Override
  public BrokerAccess apply(ConnectionSettings broker) {
    String name = broker.applicationName();
    return new BrokerAccess(
        name != null ? name : deployment(),
        NamedSslContexts.find(broker.tls(), sslContexts),
        bean != null ? bean : configured.getOrDefault(broker, configuration::credentials));
  }

  private String deployment() {
    String name = container.application();
    return name.equals(ContainerServices.UNKNOWN) ? "" : name;
  }
}
