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
   * @param said whether the configuration itself says what {@code tls} is
   * @return a sentence
   */
  static Optional<String> warning(ConnectionSettings settings, boolean said) {
    List<BrokerAddress> away =
        settings.addresses().stream().filter(address -> !address.isLoopback()).toList();
    return said || settings.tls() != null || away.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The password of user '%s' and all messages cross the network to %s unencrypted: tls is not set. Set tls = true, or tls = false to say that this network is trusted."
                .formatted(
                    settings.username(),
                    away.stream().map(BrokerAddress::toString).collect(Collectors.joining(", "))));
  }
}
