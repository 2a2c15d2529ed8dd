package io.pikabus.messaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a second pikabus in the application: two versions in one lib, or one in the lib of an EAR
 * and one in a WAR. Beans would be ambiguous, or a channel would go to either.
 */
final class JarCopies {

  /** Of each jar a class that is in every version: api, core, connector. */
  private static final List<String> MARKS =
      List.of(
          "io/pikabus/PikaBus.class",
          "io/pikabus/engine/StandaloneProvider.class",
          "io/pikabus/messaging/PikaBusConnector.class");

  private JarCopies() {}

  /** What is wrong with what these class loaders and those above them find. */
  static Optional<String> fault(Collection<ClassLoader> loaders) {
    return MARKS.stream().flatMap(mark -> faultOf(places(mark, loaders)).stream()).findFirst();
  }

  private static Set<String> places(String mark, Collection<ClassLoader> loaders) {
    Set<String> places = new LinkedHashSet<>();
    try {
      for (ClassLoader loader : loaders) {
        for (URL found : Collections.list(loader.getResources(mark))) {
          places.add(place(found.toString(), mark));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return places;
  }

  /**
   * The jar in which the mark was found: {@code jar:file:/a.jar!/io/…} is {@code jar:file:/a.jar}.
   */
  static String place(String url, String mark) {
    return url.substring(0, url.length() - mark.length()).replaceFirst("!?/$", "");
  }

  static Optional<String> faultOf(Collection<String> places) {
    return places.size() < 2
        ? Optional.empty()
        : Optional.of(
            "pikabus is in this application %d times: %s. Keep one: in WEB-INF/lib of a WAR that is deployed alone, in lib of an EAR."
                .formatted(places.size(), String.join(" and ", places)));
  }
}
