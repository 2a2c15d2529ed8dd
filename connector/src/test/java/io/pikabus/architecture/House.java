package io.pikabus.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;

/** The classes of the connector, without its tests and without those of other modules. */
final class House {

  static final String ROOT = "io.pikabus";

  static final JavaClasses CLASSES =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  private House() {}

  /** The full name of a package; the empty name is the root's. */
  static String room(String name) {
    return name.isEmpty() ? ROOT : ROOT + "." + name;
  }
}
