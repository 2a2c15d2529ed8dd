package io.pikabus.store;

import io.pikabus.protocol.MessagePublisher;
import java.util.Optional;
import java.util.Set;

/**
 * The brokers of a deployment by their names in the table. A name must stay the same when the
 * broker moves, or what is stored for it is sent by nobody. Called from any thread.
 */
public interface BrokerRegistry {

  /** The name of the broker to which the connector's own settings lead. */
  String DEFAULT = "default";

  /** All that this deployment sends to. */
  Set<String> names();

  /** The name of one of them. */
  String nameOf(MessagePublisher publisher);

  /** The one of a name, which is one of {@link #names}. */
  MessagePublisher named(String name);

  /** Where the settings of a name lead: the same text on every node that has the same settings. */
  String place(String name);

  /** The cluster there, by the name that it gives itself; empty while there is no connection. */
  Optional<String> cluster(String name);

  /** Whether it may take messages now, as far as is known. */
  boolean isReachable(String name);
}
