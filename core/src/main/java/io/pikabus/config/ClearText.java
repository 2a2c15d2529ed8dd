package io.pikabus.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds passwords that cross a network unencrypted. Pure. */
final class ClearText {

  private ClearText() {}

  /**
   * A warning, unless there is no network in between, the connection is encrypted, or somebody said
   * that it need not be.
   *
   * @param choice what the configuration says of encryption
   * @return a sentence
   */
  static Optional<String> warning(ConnectionSettings settings, TlsChoice choice) {
    List<BrokerAddress> away =
        settings.addresses().stream().filter(address -> !address.isLoopback()).toList();
    return choice.keySet() || settings.tls() != null || away.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The password of user '%s' and all messages cross the network to %s unencrypted: tls is not set. %s."
                .formatted(
                    settings.username(),
                    away.stream().map(BrokerAddress::toString).collect(Collectors.joining(", ")),
                    choice.remedies("to say that this network is trusted")));
  }
}
