package io.pikabus.engine;

import io.pikabus.CredentialsSupplier;
import io.pikabus.config.ConnectionSettings;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What the settings of a broker leave to the application that connects to it.
 *
 * @param application its name, for the broker's operators; empty when it is not known
 * @param named the SSL context whose name the settings give; null unless they name one other than
 *     the default
 * @param credentials asked at each attempt to connect; null for those of the settings
 */
public record BrokerAccess(
    String application, @Nullable SSLContext named, @Nullable CredentialsSupplier credentials) {

  /** Where nothing is known but the settings. */
  static BrokerAccess of(ConnectionSettings broker) {
    return new BrokerAccess(Objects.requireNonNullElse(broker.applicationName(), ""), null, null);
  }
}
