package io.pikabus;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Makes a bus in Java SE: its settings, and what a container would find as CDI beans. Made by
 * {@link PikaBus#builder()}. Of one thread; each {@link #connect()} makes another bus.
 */
public final class PikaBusBuilder {

  final Map<String, String> settings = new LinkedHashMap<>();
  @Nullable CredentialsSupplier credentials;
  @Nullable PayloadCodec payloadCodec;
  @Nullable RetryPolicy retryPolicy;
  @Nullable PausePolicy pausePolicy;

  PikaBusBuilder() {}

  /**
   * One setting; the last value of a key counts.
   *
   * @param key of the configuration page without its prefix, for example {@code host}
   */
  public PikaBusBuilder setting(String key, String value) {
    settings.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return this;
  }

  /**
   * Several settings, besides those told before; the last value of a key counts.
   *
   * @param more by the keys of the configuration page without their prefix; copied
   */
  public PikaBusBuilder settings(Map<String, String> more) {
    more.forEach(this::setting);
    return this;
  }

  /**
   * As whom to connect; the settings {@code username} and {@code password} do not count then. Asked
   * at each attempt, and before what it gave expires.
   */
  public PikaBusBuilder credentials(CredentialsSupplier supplier) {
    credentials = Objects.requireNonNull(supplier, "supplier");
    return this;
  }

  /** How payloads become bodies and come back, instead of JSON. */
  public PikaBusBuilder payloadCodec(PayloadCodec codec) {
    payloadCodec = Objects.requireNonNull(codec, "codec");
    return this;
  }

  /** What becomes of messages whose handling failed, instead of what the settings describe. */
  public PikaBusBuilder retryPolicy(RetryPolicy policy) {
    retryPolicy = Objects.requireNonNull(policy, "policy");
    return this;
  }

  /** Which failures are outages, instead of the built-in rules and {@code pause-on}. */
  public PikaBusBuilder pausePolicy(PausePolicy policy) {
    pausePolicy = Objects.requireNonNull(policy, "policy");
    return this;
  }

  /**
   * Connects.
   *
   * @return a bus that reconnects by itself for as long as it is open
   * @throws ConfigurationException naming every faulty setting at once
   * @throws IllegalStateException when the class path has no implementation
   */
  public PikaBusClient connect() {
    return ServiceLoader.load(PikaBusProvider.class, PikaBus.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No implementation of pikabus was found. Add io.pikabus:pikabus-connector with"
                        + " its META-INF/services to the class path."))
        .connect(new PikaBusProvider.Request(this));
  }
}
