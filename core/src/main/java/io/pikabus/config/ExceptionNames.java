package io.pikabus.config;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the classes that {@code no-retry-on} names. A name that nothing finds is a fault where
 * the class would have to be found: in the Java platform, in Jakarta EE, or beside the
 * application's own classes. Anything else may be thrown by a library of the server that the
 * application cannot see, such as a driver: that is a doubt.
 *
 * @param loaders of the application's modules
 * @param packages of the application
 */
public record ExceptionNames(Collection<ClassLoader> loaders, Set<String> packages) {

  private static final List<String> PLATFORM = List.of("java.", "javax.", "jakarta.");

  /** Where a class is looked for that was written without its package. */
  private static final List<String> USUAL =
      List.of("java.lang.", "java.io.", "java.util.", "java.sql.", "jakarta.persistence.");

  /** What is wrong with a name, as the end of a sentence; null when it names an exception. */
  @Nullable String complaint(String name) {
    Class<?> found = find(name);
    if (found == null) {
      String meant = meant(name);
      return "there is no such class"
          + (meant == null
              ? ". Write the name in full, or remove it."
              : ". Did you mean '%s'?".formatted(meant));
    }
    return Throwable.class.isAssignableFrom(found)
        ? null
        : "it cannot be thrown. Name a class of exceptions.";
  }

  /** Whether a name that was not found can name nothing. */
  boolean isCertain(String name) {
    return find(name) != null
        || meant(name) != null
        || name.indexOf('.') < 0
        || PLATFORM.stream().anyMatch(name::startsWith)
        || packages.stream().anyMatch(own -> (name + ".").startsWith(own + "."));
  }

  private @Nullable String meant(String name) {
    for (String usual : name.indexOf('.') < 0 ? USUAL : List.<String>of()) {
      if (find(usual + name) != null) {
        return usual + name;
      }
    }
    // A nested class is written as in source code; its name has a '$'.
    StringBuilder nested = new StringBuilder(name);
    for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      nested.setCharAt(dot, '$');
      if (find(nested.toString()) != null) {
        return nested.toString();
      }
    }
    return null;
  }

  private @Nullable Class<?> find(String name) {
    for (ClassLoader loader : loaders) {
      try {
        return Class.forName(name, false, loader);
      } catch (ClassNotFoundException | LinkageError absent) {
        continue;
      }
    }
    return null;
  }
}
