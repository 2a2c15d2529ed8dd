package io.pikabus.config;

import io.pikabus.Credentials;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads what concerns a connection: key by key, or from a URL with some keys beside it.
 *
 * @param sslContexts takes the key that names an SSL context, and the name; not the default one
 */
record ConnectionReader(Values values, BiConsumer<String, String> sslContexts) {

  ConnectionSettings read() {
    AmqpUri uri = uri();
    TlsChoice choice = TlsChoice.of(values);
    TlsSettings tls = new TlsReader(values, sslContexts).read(choice);
    if (choice.contradictory()) {
      values.fault(
          "%s is set beside %s, which says something else: amqps:// is encrypted, and amqp:// is not. %s.",
          values.place(Keys.TLS), values.place(Keys.URL), choice.agreement());
    }
    if (uri != null) {
      checkBeside(uri);
    }
    return new ConnectionSettings(
        uri != null ? uri.addresses() : addresses(tls != null),
        uri != null && uri.virtualHost() != null
            ? uri.virtualHost()
            : values.required(Keys.VIRTUAL_HOST),
        username(uri),
        password(uri),
        values.required(Keys.CONNECTION_TIMEOUT),
        values.required(Keys.HEARTBEAT),
        maxMessageSize(),
        tls,
        sasl(tls, choice, uri),
        values.required(Keys.TOPOLOGY),
        values.required(Keys.DELAYS),
        values.required(Keys.ERROR_QUEUE_TYPE),
        values.optional(Keys.APPLICATION_NAME));
  }

  /** Who connects, and nothing else. */
  Credentials credentials() {
    AmqpUri uri = uri();
    return Credentials.of(username(uri), password(uri));
  }

  /** Null when none is set, or when it is faulty. */
  private @Nullable AmqpUri uri() {
    String text = values.optional(Keys.URL);
    if (text == null) {
      return null;
    }
    String place = values.place(Keys.URL);
    return AmqpUri.read(text, fault -> values.fault("%s %s", place, fault));
  }

  private List<BrokerAddress> addresses(boolean encrypted) {
    List<BrokerAddress> addresses = values.optional(Keys.ADDRESSES);
    String host = values.required(Keys.HOST);
    int port =
        encrypted && !values.isSet(Keys.PORT) ? AmqpUri.TLS_PORT : values.required(Keys.PORT);
    return addresses != null ? addresses : List.of(new BrokerAddress(host, port));
  }

  private String username(@Nullable AmqpUri uri) {
    return uri != null && uri.username() != null ? uri.username() : values.required(Keys.USERNAME);
  }

  private String password(@Nullable AmqpUri uri) {
    return uri != null && uri.password() != null ? uri.password() : values.required(Keys.PASSWORD);
  }

  /** A key may repeat what the URL says, or say what it does not; no more. */
  private void checkBeside(AmqpUri uri) {
    contradicts(
        Keys.HOST, host -> uri.addresses().stream().allMatch(each -> each.host().equals(host)));
    contradicts(Keys.PORT, port -> uri.addresses().stream().allMatch(each -> each.port() == port));
    contradicts(Keys.ADDRESSES, uri.addresses()::equals);
    contradicts(Keys.VIRTUAL_HOST, said(uri.virtualHost()));
    contradicts(Keys.USERNAME, said(uri.username()));
    contradicts(Keys.PASSWORD, said(uri.password()));
  }

  private static Predicate<String> said(@Nullable String inUri) {
    return text -> inUri == null || inUri.equals(text);
  }

  private <T> void contradicts(ConfigKey<T> key, Predicate<T> agrees) {
    T value = values.isSet(key) ? values.optional(key) : null;
    if (value != null && !agrees.test(value)) {
      values.fault(
          "%s is set beside %s, which says something else. Leave one of them out.",
          values.place(key), values.place(Keys.URL));
    }
  }

  private Sasl sasl(@Nullable TlsSettings tls, TlsChoice choice, @Nullable AmqpUri uri) {
    Sasl sasl = values.required(Keys.SASL);
    if (sasl == Sasl.PLAIN) {
      return sasl;
    }
    String place = values.place(Keys.SASL);
    if (tls == null) {
      boolean holder = values.isSet(Keys.KEY_STORE) || values.isSet(Keys.SSL_CONTEXT);
      values.fault(
          "%s = external is for a client's certificate, and connections are not encrypted. %s%s.",
          place, choice.remedy(), holder ? "" : ", and set tls.key-store to the certificate");
    } else if (tls.context() == null && tls.keyStore() == null) {
      values.fault(
          "%s = external is for a client's certificate, and there is none. Set tls.key-store, or tls.context to what holds it.",
          place);
    }
    if (uri != null && uri.username() != null) {
      values.fault(
          "%s names a user beside %s = external, by which the broker takes the user from the certificate. Leave one of them out.",
          values.place(Keys.URL), place);
    }
    for (ConfigKey<?> key : List.of(Keys.USERNAME, Keys.PASSWORD)) {
      if (values.isSet(key)) {
        values.fault(
            "%s is set beside %s = external, by which the broker takes the user from the certificate. Leave one of them out.",
            values.place(key), place);
      }
    }
    return sasl;
  }

  private int maxMessageSize() {
    Integer set = values.optional(Keys.MAX_MESSAGE_SIZE);
    return Objects.requireNonNullElseGet(
        set, () -> MessageSize.within(Runtime.getRuntime().maxMemory()));
  }
}
