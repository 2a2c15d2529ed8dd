package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultSaslConfig;
import com.rabbitmq.client.SocketConfigurators;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.Sasl;
import io.pikabus.config.TlsSettings;
import io.pikabus.thread.Threads;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Sets the client up from the settings. */
final class ConnectionFactories {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private ConnectionFactories() {}

  static ConnectionFactory factory(
      ConnectionSettings settings,
      @Nullable SSLContext named,
      ClientIdentity identity,
      Threads threads) {
    ConnectionFactory factory = new CorkedFrames.Factory(settings.maxMessageSize());
    factory.setSaslConfig(
        settings.sasl() == Sasl.EXTERNAL ? DefaultSaslConfig.EXTERNAL : DefaultSaslConfig.PLAIN);
    factory.setVirtualHost(settings.virtualHost());
    int timeout = (int) settings.connectionTimeout().toMillis();
    factory.setChannelRpcTimeout(timeout);
    // The guard of CorkedFrames keeps to the limit, and ends no connection over it.
    factory.setMaxInboundMessageBodySize(Integer.MAX_VALUE);
    factory.setRequestedHeartbeat((int) Math.max(1, settings.heartbeat().toSeconds()));
    // Ours: it restores prefetch before consuming, reopens single channels and sends again what was
    // not confirmed.
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setExceptionHandler(new Faults());
    factory.setThreadFactory(threads.named("pikabus-client"));
    factory.setClientProperties(identity.properties());
    TlsSettings tls = settings.tls();
    if (tls != null) {
      factory.useSslProtocol(SslContexts.context(tls, named));
      // In so many words: the client checks the host whenever it is given a context.
      factory.setSocketConfigurator(
          tls.verifyHost()
              ? SocketConfigurators.defaultConfigurator()
                  .andThen(SocketConfigurators.enableHostnameVerification())
              : SocketConfigurators.defaultConfigurator());
    }
    return factory;
  }

  /** Not connected yet; for whoever wants to know no more than whether a node answers. */
  static Socket socket(ConnectionSettings settings, @Nullable SSLContext named) throws IOException {
    TlsSettings tls = settings.tls();
    return tls == null
        ? new Socket()
        : SslContexts.context(tls, named).getSocketFactory().createSocket();
  }

  /** Without the client's own stack trace: whoever hears of the end of the connection says why. */
  private static final class Faults extends ForgivingExceptionHandler {

    @Override
    public void handleUnexpectedConnectionDriverException(Connection connection, Throwable fault) {
      LOG.log(System.Logger.Level.DEBUG, "The client gives a connection up.", fault);
    }
  }
}
