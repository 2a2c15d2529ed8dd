package io.pikabus;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How {@link PikaBus#connect} finds the implementation; not for applications. */
public interface PikaBusProvider {

  /**
   * Makes a bus.
   *
   * @param credentials null for those of the settings
   * @throws ConfigurationException naming every faulty setting at once
   */
  PikaBus connect(Map<String, String> settings, @Nullable CredentialsSupplier credentials);
}
