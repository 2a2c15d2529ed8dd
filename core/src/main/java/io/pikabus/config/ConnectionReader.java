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
          values.place(ConnectionKeys.TLS), values.place(ConnectionKeys.URL), choice.agreement());
    }
    if (uri != null) {
      checkBeside(uri);
    }
    return new ConnectionSettings(
        uri != null ? uri.addresses() : addresses(tls != null),
        uri != null && uri.virtualHost() != null
            ? uri.virtualHost()
            : values.required(ConnectionKeys.VIRTUAL_HOST),
        username(uri),
        password(uri),
        values.required(ConnectionKeys.CONNECTION_TIMEOUT),
        values.required(ConnectionKeys.HEARTBEAT),
        maxMessageSize(),
        tls,
        sasl(tls, choice, uri),
        values.required(ConnectionKeys.TOPOLOGY),
        values.required(ConnectionKeys.DELAYS),
        values.required(ConnectionKeys.ERROR_QUEUE_TYPE),
        values.optional(ConnectionKeys.APPLICATION_NAME));
  }

  /** Who connects, and nothing else. */
  Credentials credentials() {
    AmqpUri uri = uri();
    return Credentials.of(username(uri), password(uri));
  }

  /** Null when none is set, or when it is faulty. */
  private @Nullable AmqpUri uri() {
    String text = values.optional(ConnectionKeys.URL);
    if (text == null) {
      return null;
    }
    String place = values.place(ConnectionKeys.URL);
    return AmqpUri.read(text, fault -> values.fault("%s %s", place, fault));
  }

  private List<BrokerAddress> addresses(boolean encrypted) {
    List<BrokerAddress> addresses = values.optional(ConnectionKeys.ADDRESSES);
    String host = values.required(ConnectionKeys.HOST);
    int port =
        encrypted && !values.isSet(ConnectionKeys.PORT)
            ? AmqpUri.TLS_PORT
            : values.required(ConnectionKeys.PORT);
    return addresses != null ? addresses : List.of(new BrokerAddress(host, port));
  }

  private String username(@Nullable AmqpUri uri) {
    return uri != null && uri.username() != null
        ? uri.username()
        : values.required(ConnectionKeys.USERNAME);
  }

  private String password(@Nullable AmqpUri uri) {
    return uri != null && uri.password() != null
        ? uri.password()
        : values.required(ConnectionKeys.PASSWORD);
  }

  /** A key may repeat what the URL says, or say what it does not; no more. */
  private void checkBeside(AmqpUri uri) {
    contradicts(
        ConnectionKeys.HOST,
        host -> uri.addresses().stream().allMatch(each -> each.host().equals(host)));
    contradicts(
        ConnectionKeys.PORT,
        port -> uri.addresses().stream().allMatch(each -> each.port() == port));
    contradicts(ConnectionKeys.ADDRESSES, uri.addresses()::equals);
    contradicts(ConnectionKeys.VIRTUAL_HOST, said(uri.virtualHost()));
    contradicts(ConnectionKeys.USERNAME, said(uri.username()));
    contradicts(ConnectionKeys.PASSWORD, said(uri.password()));
  }

  private static Predicate<String> said(@Nullable String inUri) {
    return text -> inUri == null || inUri.equals(text);
  }

  private <T> void contradicts(ConfigKey<T> key, Predicate<T> agrees) {
    T value = values.isSet(key) ? values.optional(key) : null;
    if (value != null && !agrees.test(value)) {
      values.fault(
          "%s is set beside %s, which says something else. Leave one of them out.",
          values.place(key), values.place(ConnectionKeys.URL));
    }
  }

  private Sasl sasl(@Nullable TlsSettings tls, TlsChoice choice, @Nullable AmqpUri uri) {
    Sasl sasl = values.required(ConnectionKeys.SASL);
    if (sasl == Sasl.PLAIN) {
      return sasl;
    }
    String place = values.place(ConnectionKeys.SASL);
    if (tls == null) {
      boolean holder =
          values.isSet(ConnectionKeys.KEY_STORE) || values.isSet(ConnectionKeys.SSL_CONTEXT);
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
          values.place(ConnectionKeys.URL), place);
    }
    for (ConfigKey<?> key : List.of(ConnectionKeys.USERNAME, ConnectionKeys.PASSWORD)) {
      if (values.isSet(key)) {
        values.fault(
            "%s is set beside %s = external, by which the broker takes the user from the certificate. Leave one of them out.",
            values.place(key), place);
      }
    }
    return sasl;
  }

  private int maxMessageSize() {
    Integer set = values.optional(ConnectionKeys.MAX_MESSAGE_SIZE);
    return Objects.requireNonNullElseGet(
        set, () -> MessageSize.within(Runtime.getRuntime().maxMemory()));
  }
}
