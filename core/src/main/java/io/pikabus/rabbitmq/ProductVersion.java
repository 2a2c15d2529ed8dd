package io.pikabus.rabbitmq;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of pikabus that runs. */
public final class ProductVersion {

  private static final String POM = "/META-INF/maven/io.pikabus/pikabus-core/pom.properties";

  private ProductVersion() {}

  /** Of the jar, as Maven noted it there. */
  public static String text() {
    try (InputStream in = ProductVersion.class.getResourceAsStream(POM)) {
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
