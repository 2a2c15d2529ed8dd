package io.pikabus.recovery;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.ToolProvider;

/**
 * Exceptions whose classes have the names that servers and persistence providers have, without
 * those libraries: the classes are compiled when they are first asked for.
 */
final class Chains {

  private static final Map<String, Class<?>> CLASSES = new ConcurrentHashMap<>();

  private Chains() {}

  /** An exception of a class of this name. */
  static Exception named(String name, String message, Throwable cause) {
    return named(name, "Exception", message, cause);
  }

  /** Likewise, of a class that extends another one. */
  static Exception named(String name, String parent, String message, Throwable cause) {
    try {
      Exception made =
          (Exception)
              CLASSES
                  .computeIfAbsent(name, each -> compiled(each, parent))
                  .getConstructor(String.class)
                  .newInstance(message);
      if (cause != null) {
        made.initCause(cause);
      }
      return made;
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Class<?> compiled(String name, String parent) {
    int dot = name.lastIndexOf('.');
    String simple = name.substring(dot + 1);
    try {
      Path folder = Files.createTempDirectory("chains");
      Path source = folder.resolve(simple + ".java");
      Files.writeString(
          source,
          "package %s; public class %s extends %s { public %s(String m) { super(m); } }"
              .formatted(name.substring(0, dot), simple, parent, simple));
      int failed =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, "-d", folder.toString(), source.toString());
      if (failed != 0) {
        throw new IllegalStateException("The class " + name + " was not compiled.");
      }
      return new URLClassLoader(new java.net.URL[] {folder.toUri().toURL()}).loadClass(name);
    } catch (IOException | ClassNotFoundException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
