package io.pikabus.config;

import org.jspecify.annotations.Nullable;

/**
 * One setting.
 *
 * @param name its spelling, after {@code mp.messaging.incoming.<channel>.} and the like
 * @param scope where it may stand
 * @param type how its text is read
 * @param defaultText as one would write it; null when there is none
 * @param sentence for the documentation
 * @param secret whether its value must never be shown
 */
public record ConfigKey<T>(
    String name,
    Scope scope,
    ValueType<T> type,
    @Nullable String defaultText,
    String sentence,
    boolean secret) {

  /** Where a key may stand: for a channel and for the connector, unless it says otherwise. */
  public enum Scope {
    /** Of a connection to the broker. */
    CONNECTION("connection"),
    /** Of the bus: the same for sending and receiving. */
    BUS("bus"),
    /** Of an incoming channel. */
    INCOMING("incoming"),
    /** Of an outgoing channel and of the {@code PikaBus} API. */
    OUTGOING("outgoing"),
    /** Of what a deployment has once, as the outbox and the inbox: for the connector only. */
    OUTBOX("connector");

    private final String label;

    Scope(String label) {
      this.label = label;
    }

    /** As the documentation says it. */
    public String label() {
      return label;
    }
  }

  static <T> ConfigKey<T> key(
      String name, Scope scope, ValueType<T> type, @Nullable String defaultText, String sentence) {
    return new ConfigKey<>(name, scope, type, defaultText, sentence, false);
  }

  static <T> ConfigKey<T> secret(
      String name, Scope scope, ValueType<T> type, @Nullable String defaultText, String sentence) {
    return new ConfigKey<>(name, scope, type, defaultText, sentence, true);
  }
}
