package io.pikabus.rabbitmq;

import io.pikabus.ConfigurationException;
import io.pikabus.config.KeystoreFile;
import io.pikabus.config.TlsSettings;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Finds or makes what encrypts a connection. */
final class SslContexts {

  private SslContexts() {}

  /**
   * Takes the context that was named, or makes one of the files.
   *
   * @param named that of the settings; null unless they name one other than the default
   * @throws ConfigurationException when a file changed since the settings were read, for the worse
   */
  static SSLContext context(TlsSettings settings, @Nullable SSLContext named) {
    if (named != null) {
      return named;
    }
    try {
      if (settings.context() != null) {
        return SSLContext.getDefault();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(settings.keyStore()), trust(settings.trustStore()), null);
      return context;
    } catch (IOException | GeneralSecurityException failure) {
      throw new ConfigurationException(
          List.of(
              "TLS cannot be set up with tls.context = '%s', tls.trust-store = '%s' and tls.key-store = '%s': %s. Look whether the files are as they were when the application was deployed."
                  .formatted(
                      settings.context(),
                      settings.trustStore(),
                      settings.keyStore(),
                      CloseReasons.describe(failure))));
    }
  }

  /** Null stands for the JVM's own. */
  private static TrustManager @Nullable [] trust(@Nullable KeystoreFile file)
      throws IOException, GeneralSecurityException {
    if (file == null) {
      return null;
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(file.load());
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] keys(@Nullable KeystoreFile file)
      throws IOException, GeneralSecurityException {
    if (file == null) {
      return null;
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(file.load(), file.characters());
    return factory.getKeyManagers();
  }
}
