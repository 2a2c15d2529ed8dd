package io.pikabus.config;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what concerns the encryption of a connection.
 *
 * @param sslContexts takes the key that names an SSL context, and the name; not the default one
 */
record TlsReader(Values values, BiConsumer<String, String> sslContexts) {

  /**
   * Reads it.
   *
   * @return null when the connection is not encrypted
   */
  @Nullable TlsSettings read(TlsChoice choice) {
    if (!choice.keySet() && !choice.encrypted()) {
      // A person who names a keystore does not expect to send the password in the clear.
      for (ConfigKey<?> key :
          List.of(
              ConnectionKeys.SSL_CONTEXT, ConnectionKeys.TRUST_STORE, ConnectionKeys.KEY_STORE)) {
        if (values.isSet(key)) {
          values.fault(
              "%s is set, and connections are not encrypted: tls is not set. %s.",
              values.place(key), choice.remedies("to say so"));
        }
      }
    }
    if (!choice.encrypted()) {
      return null;
    }
    checkWhoIsTrusted();
    return new TlsSettings(
        sslContext(),
        store(
            ConnectionKeys.TRUST_STORE,
            ConnectionKeys.TRUST_STORE_PASSWORD,
            KeystoreCheck.Content.CERTIFICATES),
        store(
            ConnectionKeys.KEY_STORE, ConnectionKeys.KEY_STORE_PASSWORD, KeystoreCheck.Content.KEY),
        values.required(ConnectionKeys.VERIFY_HOST));
  }

  /** The JVM trusts public authorities, and anybody gets a certificate of theirs for some host. */
  private void checkWhoIsTrusted() {
    String context = values.optional(ConnectionKeys.SSL_CONTEXT);
    boolean isPublic = context == null || context.equals(TlsSettings.DEFAULT_CONTEXT);
    if (!values.required(ConnectionKeys.VERIFY_HOST)
        && isPublic
        && !values.isSet(ConnectionKeys.TRUST_STORE)) {
      values.fault(
          "%s = false, and %s is not set: anybody with a certificate of a public authority could take the place of the broker. Set tls.trust-store to your own authority, or leave hosts checked.",
          values.place(ConnectionKeys.VERIFY_HOST), ConnectionKeys.TRUST_STORE.name());
    }
  }

  private @Nullable String sslContext() {
    String name = values.optional(ConnectionKeys.SSL_CONTEXT);
    if (name == null) {
      return null;
    }
    String place = values.place(ConnectionKeys.SSL_CONTEXT);
    for (ConfigKey<?> key : List.of(ConnectionKeys.TRUST_STORE, ConnectionKeys.KEY_STORE)) {
      if (values.isSet(key)) {
        values.fault(
            "%s = '%s' and %s are both set, and only one can decide on certificates. Leave one of them out.",
            place, name, values.place(key));
      }
    }
    if (!name.equals(TlsSettings.DEFAULT_CONTEXT)) {
      sslContexts.accept(place, name);
    }
    return name;
  }

  private @Nullable KeystoreFile store(
      ConfigKey<String> pathKey, ConfigKey<String> passwordKey, KeystoreCheck.Content content) {
    String path = values.optional(pathKey);
    String password = values.optional(passwordKey);
    if (path == null) {
      if (password != null) {
        values.fault(
            "%s is set, and %s is not: there is no file to open with it. Set both or neither.",
            values.place(passwordKey), pathKey.name());
      }
      return null;
    }
    KeystoreFile file = new KeystoreFile(path, password);
    new KeystoreCheck(values.faults()).check(values.place(pathKey), file, content);
    return file;
  }
}
