package io.pikabus.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * To which resource adapter the messages of a deployment's transactions are handed over.
 *
 * @param place the key of its connection factory, in full
 * @param connectionFactory its JNDI name
 * @param senders the brokers of those who hand over, by the key that says that they do
 */
public record XaSettings(
    String place, String connectionFactory, Map<String, ConnectionSettings> senders) {

  /** Names that are looked up on the threads of one component only; handlers have others. */
  private static final String OF_A_COMPONENT = "java:(comp|module)(/.*)?";

  public XaSettings {
    senders = Map.copyOf(senders);
  }

  /**
   * Reads them.
   *
   * @param senders none: nothing is handed over
   * @param inboxes the keys by which channels have an inbox
   */
  static Optional<XaSettings> of(
      Values values, Map<String, ConnectionSettings> senders, Set<String> inboxes) {
    if (senders.isEmpty()) {
      return Optional.empty();
    }
    String keys = String.join(", ", senders.keySet());
    if (!inboxes.isEmpty()) {
      values.fault(
          "%s = xa cannot stand beside %s = true: the inbox is a table in the application's database, and xa is for those who may have none. Set %1$s = outbox, which needs that database, too, or leave %2$s out.",
          keys, String.join(", ", inboxes));
    }
    String name = values.optional(DeploymentKeys.CONNECTION_FACTORY);
    if (name == null) {
      if (!values.isSet(DeploymentKeys.CONNECTION_FACTORY)) {
        values.fault(
            "%s = xa needs %s%s, which is missing. Set it to the JNDI name of the connection factory of pikabus.rar, as the server knows it.",
            keys, values.prefix(), DeploymentKeys.CONNECTION_FACTORY.name());
      }
      return Optional.empty();
    }
    String place = values.place(DeploymentKeys.CONNECTION_FACTORY);
    if (name.matches(OF_A_COMPONENT)) {
      values.fault(
          "%s = '%s' is the name of one component, and messages are sent on threads that belong to none. Write the name that the server gives the connection factory.",
          place, name);
      return Optional.empty();
    }
    return Optional.of(new XaSettings(place, name, senders));
  }
}
