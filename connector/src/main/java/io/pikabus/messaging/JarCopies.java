package io.pikabus.messaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a second pikabus in the application: two versions in one lib, or one in the lib of an EAR
 * and one in a WAR. Beans would be ambiguous, or a channel would go to either.
 */
final class JarCopies {

  /** In every version. */
  private static final String MARK = "io/pikabus/PikaBus.class";

  private JarCopies() {}

  /** What is wrong with what these class loaders and those above them find. */
  static Optional<String> fault(Collection<ClassLoader> loaders) {
    Set<String> places = new LinkedHashSet<>();
    try {
      for (ClassLoader loader : loaders) {
        for (URL found : Collections.list(loader.getResources(MARK))) {
          places.add(place(found.toString()));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return faultOf(places);
  }

  /**
   * The jar in which the mark was found: {@code jar:file:/a.jar!/io/…} is {@code jar:file:/a.jar}.
   */
  static String place(String url) {
    return url.substring(0, url.length() - MARK.length()).replaceFirst("!?/$", "");
  }

  static Optional<String> faultOf(Collection<String> places) {
    return places.size() < 2
        ? Optional.empty()
        : Optional.of(
            "pikabus is in this application %d times: %s. Keep one: in WEB-INF/lib of a WAR that is deployed alone, in lib of an EAR."
                .formatted(places.size(), String.join(" and ", places)));
  }
}
