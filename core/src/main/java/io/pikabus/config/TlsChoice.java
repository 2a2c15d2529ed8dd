package io.pikabus.config;

import io.pikabus.config.AmqpUri.Scheme;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tls} and the scheme of {@code url} say of the encryption of connections. Pure.
 *
 * @param keySet whether {@code tls} is set
 * @param key null when {@code tls} is not set or cannot be read
 * @param urlSet whether {@code url} is set
 * @param scheme null when {@code url} is not set or begins with neither scheme
 * @param needed whether a certificate is to say who connects
 */
record TlsChoice(
    boolean keySet,
    @Nullable Boolean key,
    boolean urlSet,
    @Nullable Scheme scheme,
    boolean needed) {

  static TlsChoice of(Values values) {
    String url = values.optional(ConnectionKeys.URL);
    return new TlsChoice(
        values.isSet(ConnectionKeys.TLS),
        values.optional(ConnectionKeys.TLS),
        values.isSet(ConnectionKeys.URL),
        url == null ? null : Scheme.of(url),
        values.optional(ConnectionKeys.SASL) == Sasl.EXTERNAL);
  }

  /** What cannot be read counts as encrypted: its own fault says enough of it. */
  boolean encrypted() {
    return key != null ? key : keySet || (urlSet && scheme != Scheme.AMQP);
  }

  boolean contradictory() {
    return key != null && scheme != null && key != (scheme == Scheme.AMQPS);
  }

  /** How connections become encrypted, without a period. */
  String remedy() {
    boolean byUrl = urlSet && scheme != Scheme.AMQPS;
    return !byUrl
        ? "Set tls = true"
        : "Begin the url with amqps://" + (keySet ? ", and set tls = true" : "");
  }

  /** The same, and how somebody says that they need not be, where that is so. */
  String remedies(String why) {
    return remedy() + (needed ? "" : ", or set tls = false " + why);
  }

  /** How the two come to say the same, where they do not; without a period. */
  String agreement() {
    if (scheme == Scheme.AMQPS) {
      return needed ? "Set tls = true" : "Begin the url with amqp://, or set tls = true";
    }
    return "Begin the url with amqps://" + (needed ? "" : ", or set tls = false");
  }
}
