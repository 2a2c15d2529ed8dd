package io.pikabus;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How {@link PikaBus#builder()} finds the implementation; not for applications. */
public interface PikaBusProvider {

  /**
   * Makes a bus.
   *
   * @throws ConfigurationException naming every faulty setting at once
   */
  PikaBusClient connect(Request request);

  /** All that a builder was told. Immutable. */
  final class Request {

    private final Map<String, String> settings;
    private final @Nullable CredentialsSupplier credentials;
    private final @Nullable PayloadCodec payloadCodec;
    private final @Nullable RetryPolicy retryPolicy;
    private final @Nullable PausePolicy pausePolicy;

    Request(PikaBusBuilder builder) {
      settings = Map.copyOf(builder.settings);
      credentials = builder.credentials;
      payloadCodec = builder.payloadCodec;
      retryPolicy = builder.retryPolicy;
      pausePolicy = builder.pausePolicy;
    }

    /** Unmodifiable. */
    public Map<String, String> settings() {
      return settings;
    }

    /** Null for those of the settings. */
    public @Nullable CredentialsSupplier credentials() {
      return credentials;
    }

    /** Null for JSON. */
    public @Nullable PayloadCodec payloadCodec() {
      return payloadCodec;
    }

    /** Null for the one that the settings describe. */
    public @Nullable RetryPolicy retryPolicy() {
      return retryPolicy;
    }

    /** Null for the rules that are built in. */
    public @Nullable PausePolicy pausePolicy() {
      return pausePolicy;
    }
  }
}
