package io.pikabus.bus;

import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.TransactionMode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What the log says once of a bus: who runs, against which broker, with which guarantees. */
public final class StartLine {

  private static final String POM = "/META-INF/maven/io.pikabus/pikabus-connector/pom.properties";

  private StartLine() {}

  /**
   * One line.
   *
   * @param broker what it says of itself
   * @param datasource of the outbox; null when there is none
   */
  public static String of(
      ConnectionSettings settings,
      String broker,
      TransactionMode mode,
      @Nullable String datasource) {
    return "pikabus %s at %s: %s; transaction = %s, %s."
        .formatted(
            version(),
            broker,
            settings,
            mode.name().toLowerCase(Locale.ROOT),
            datasource == null ? "no outbox" : "outbox in " + datasource);
  }

  /** Of the jar, as Maven noted it there. */
  private static String version() {
    try (InputStream in = StartLine.class.getResourceAsStream(POM)) {
      if (in != null) {
        Properties pom = new Properties();
        pom.load(in);
        return pom.getProperty("version", "(unknown version)");
      }
    } catch (IOException unreadable) {
      return "(" + unreadable.getMessage() + ")";
    }
    return "(not from its jar)";
  }
}
