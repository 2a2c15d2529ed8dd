package io.pikabus.messaging;

import io.pikabus.config.TlsSettings;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.literal.NamedLiteral;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The SSL contexts that an application offers as CDI beans with names. */
final class NamedSslContexts {

  private final Set<String> names = new TreeSet<>();

  void add(String name) {
    names.add(name);
  }

  /**
   * What is wrong with the name of a context.
   *
   * @param key at which it is written
   * @return null when there is such a one
   */
  @Nullable String fault(String key, String name) {
    return names.contains(name)
        ? null
        : "%s = '%s' names no CDI bean of type javax.net.ssl.SSLContext; %s. Produce one with @Named(\"%2$s\"), or write '%s' for that of the JVM."
            .formatted(
                key,
                name,
                names.isEmpty() ? "there is none with a name" : "there are " + names,
                TlsSettings.DEFAULT_CONTEXT);
  }

  /**
   * The context that settings name.
   *
   * @param beans of whatever name
   * @return null when they name none, or the default one
   */
  static @Nullable SSLContext find(@Nullable TlsSettings tls, Instance<SSLContext> beans) {
    String name = tls == null ? null : tls.context();
    return name == null || name.equals(TlsSettings.DEFAULT_CONTEXT)
        ? null
        : beans.select(NamedLiteral.of(name)).get();
  }
}
