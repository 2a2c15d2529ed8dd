package io.pikabus.documentation;

import io.pikabus.OutgoingHeaders;
import io.pikabus.OutgoingMetadata;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A header that every message of a service has. */
public class Tenant implements OutgoingHeaders {

  private final Supplier<String> current;

  /** Of whomever the request is. */
  public Tenant(Supplier<String> current) {
    this.current = current;
  }

  @Override
  public Map<String, ?> headers(OutgoingMetadata message, @Nullable Object payload) {
    return Map.of("tenant", current.get());
  }
}
