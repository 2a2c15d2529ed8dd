package io.pikabus.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The classes of the jars, without their tests and without those of other modules. */
final class ProductClasses {

  static final String ROOT = "io.pikabus";

  /**
   * Each sees those before it; only the journal sees none, and the adapter alone sees it, which the
   * connector does not.
   */
  static final List<String> JARS =
      List.of("api", "core", "journal", "resource-adapter", "connector");

  static final JavaClasses CLASSES =
      new ClassFileImporter().importPaths(JARS.stream().map(ProductClasses::classes).toList());

  private ProductClasses() {}

  private static Path classes(String jar) {
    return Path.of("..", jar, "target", "classes");
  }

  /** The packages of a jar. */
  static Stream<String> packagesOf(String jar) {
    return new ClassFileImporter()
        .importPath(classes(jar)).stream().map(each -> each.getPackageName()).distinct();
  }

  /** The full name of a package; the empty name is the root's. */
  static String packageName(String name) {
    return name.isEmpty() ? ROOT : ROOT + "." + name;
  }
}
