package io.pikabus.arquillian.parts;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record to be compared. The JDK's {@code java.lang.runtime.ObjectMethods} holds the class of the
 * record, and of the component, for which it last made {@code equals} and {@code hashCode}: a class
 * of an application that may be gone.
 */
record Pair(@Nullable Pair other) {

  /** Loads this class once more and compares it, so that the JDK holds it in place of others. */
  static void compareAnotherOne() throws IOException, ReflectiveOperationException {
    byte[] code;
    try (InputStream in =
        Objects.requireNonNull(Pair.class.getResourceAsStream("Pair.class"), "Pair.class")) {
      code = in.readAllBytes();
    }
    Class<?> fresh = new Loader().define(code);
    Constructor<?> constructor = fresh.getDeclaredConstructor(fresh);
    constructor.setAccessible(true);
    Object inner = constructor.newInstance(new Object[] {null});
    Object outer = constructor.newInstance(inner);
    if (!outer.equals(constructor.newInstance(inner)) || outer.hashCode() == 1) {
      throw new IllegalStateException("A record does not equal itself: " + outer);
    }
  }

  private static final class Loader extends ClassLoader {

    Loader() {
      super(ClassLoader.getPlatformClassLoader());
    }

    Class<?> define(byte[] code) {
      return defineClass(null, code, 0, code.length);
    }
  }
}
