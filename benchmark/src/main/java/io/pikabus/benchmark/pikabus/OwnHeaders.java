package io.pikabus.benchmark.pikabus;

import io.pikabus.SendOptions;
import io.pikabus.benchmark.agent.Sample;
import java.util.Map;

/** The headers that the callers of pikabus add. */
public final class OwnHeaders {

  private OwnHeaders() {}

  /** To send with. */
  public static SendOptions options() {
    SendOptions options = SendOptions.none();
    for (Map.Entry<String, Object> own : Sample.OWN.entrySet()) {
      options = options.withHeader(own.getKey(), own.getValue());
    }
    return options;
  }
}
