package io.pikabus;

import java.util.Locale;

/**
 * What a message is for.
 *
 * <pre>{@code
 * return message.intent() == Intent.EVENT;
 * }</pre>
 */
public enum Intent {
  /** A request to one receiver. */
  COMMAND,
  /** A fact for whoever has subscribed. */
  EVENT;

  /** The spelling in the {@code Intent} header. */
  public String headerValue() {
    return name().toLowerCase(Locale.ROOT);
  }
}
