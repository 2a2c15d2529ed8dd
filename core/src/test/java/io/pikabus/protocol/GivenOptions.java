package io.pikabus.protocol;

import io.pikabus.SendOptions;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Options of which each may be left open, as generators and test vectors have them. */
public final class GivenOptions {

  private GivenOptions() {}

  public static SendOptions of(
      Map<String, ? extends @Nullable Object> headers,
      @Nullable String messageType,
      @Nullable String exchange,
      @Nullable Boolean mandatory,
      @Nullable Boolean persistent,
      @Nullable String orderingKey) {
    SendOptions options = SendOptions.none().withHeaders(headers);
    options = with(options, messageType, SendOptions::withMessageType);
    options = with(options, exchange, SendOptions::withExchange);
    options = with(options, mandatory, SendOptions::withMandatory);
    options = with(options, persistent, SendOptions::withPersistent);
    return with(options, orderingKey, SendOptions::withOrderingKey);
  }

  private static <T> SendOptions with(
      SendOptions options, @Nullable T value, BiFunction<SendOptions, T, SendOptions> with) {
    return value == null ? options : with.apply(options, value);
  }
}
