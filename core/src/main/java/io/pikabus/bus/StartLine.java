package io.pikabus.bus;

import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.TransactionMode;
import io.pikabus.rabbitmq.ProductVersion;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the log says once of a bus: who runs, against which broker, with which guarantees. */
public final class StartLine {

  private StartLine() {}

  /**
   * One line.
   *
   * @param broker what it says of itself
   * @param datasource of the outbox; null when there is none
   * @param connectionFactory of the adapter with the journal; null when there is none
   */
  public static String of(
      ConnectionSettings settings,
      String broker,
      TransactionMode mode,
      @Nullable String datasource,
      @Nullable String connectionFactory) {
    return of(
        settings,
        broker,
        "transaction = %s, %s%s"
            .formatted(
                mode.name().toLowerCase(Locale.ROOT),
                datasource == null ? "no outbox" : "outbox in " + datasource,
                connectionFactory == null ? "" : ", journal behind " + connectionFactory));
  }

  /**
   * One line.
   *
   * @param broker what it says of itself
   * @param guarantees "transaction = xa, journal in /var/journal"
   */
  public static String of(ConnectionSettings settings, String broker, String guarantees) {
    return "pikabus %s at %s: %s; %s."
        .formatted(ProductVersion.text(), broker, settings, guarantees);
  }
}
