package io.pikabus.arquillian.apps.encrypted;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the SSL context that the configuration names. */
@ApplicationScoped
public class Contexts {
  @Inject
  @ConfigProperty(name = "encrypted.trust-store")
  String trustStore;

  @Inject
  @ConfigProperty(name = "encrypted.key-store")
  String keyStore;

  @Inject
  @ConfigProperty(name = "encrypted.password")
  String password;

  @Produces
  @Singleton
  @Named("to-broker")
  public SSLContext toBroker() throws IOException, GeneralSecurityException {
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(KeyStore.getInstance(new File(trustStore), password.toCharArray()));
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(
        KeyStore.getInstance(new File(keyStore), password.toCharArray()), password.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }
}
