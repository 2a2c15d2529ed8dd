package io.pikabus;

import java.util.Map;

/** How {@link PikaBus#connect} finds the implementation; not for applications. */
public interface PikaBusProvider {

  /**
   * Makes a bus.
   *
   * @throws ConfigurationException naming every faulty setting at once
   */
  PikaBus connect(Map<String, String> settings);
}
