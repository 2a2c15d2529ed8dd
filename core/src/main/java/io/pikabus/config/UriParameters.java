package io.pikabus.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says which key to write instead of a parameter that other clients read from a URI. Pure. */
final class UriParameters {

  private static final int LONGEST = 40;

  private static final Map<String, String> KEYS =
      Map.of(
          "heartbeat", "heartbeat",
          "connection_timeout", "connection-timeout",
          "cacertfile", "tls.trust-store",
          "certfile", "tls.key-store",
          "keyfile", "tls.key-store",
          "password", "tls.key-store-password",
          "verify", "tls.verify-host",
          "server_name_indication", "tls.verify-host",
          "auth_mechanism", "sasl");

  private UriParameters() {}

  /** As much of the name as belongs into a message. */
  static String shown(String name) {
    String printable = name.replaceAll("[^\\w.-]", "?");
    return printable.length() <= LONGEST ? printable : printable.substring(0, LONGEST) + "…";
  }

  /** A sentence. */
  static String remedy(String name) {
    String key = KEYS.get(name.toLowerCase(Locale.ROOT));
    if (key != null) {
      return "Set '%s' instead.".formatted(key);
    }
    List<String> keys =
        Keys.ALL.stream()
            .filter(each -> each.scope() == ConfigKey.Scope.CONNECTION)
            .map(ConfigKey::name)
            .filter(each -> each.equals(name))
            .toList();
    return keys.isEmpty()
        ? "Leave it out."
        : "Set '%s' beside the url instead.".formatted(keys.get(0));
  }
}
