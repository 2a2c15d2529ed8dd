package io.pikabus.resource.base;

import java.util.Locale;
import java.util.regex.Pattern;

/** How the connector's keys are spelled as properties of a JavaBean. Pure. */
public final class PropertyName {

  private static final Pattern LATER_WORD = Pattern.compile("[-.](.)");

  private PropertyName() {}

  /** {@code tls.trust-store} becomes {@code tlsTrustStore}. */
  public static String of(String key) {
    return LATER_WORD.matcher(key).replaceAll(word -> word.group(1).toUpperCase(Locale.ROOT));
  }
}
