package io.pikabus.engine;

import io.pikabus.Credentials;
import io.pikabus.CredentialsSupplier;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.log.KnownSecrets;

/**
 * Credentials whose passwords are secret from the moment at which they are given. For any thread.
 *
 * @param source where they come from
 * @param secrets to which they are added
 */
record LearntCredentials(CredentialsSupplier source, KnownSecrets secrets)
    implements CredentialsSupplier {

  @Override
  public Credentials get() throws Exception {
    Credentials credentials = source.get();
    if (credentials != null && ConnectionSettings.isSecret(credentials.password())) {
      secrets.add(credentials.password());
    }
    return credentials;
  }
}
