package io.pikabus.arquillian.parts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * The class loaders of applications, as far as anything still holds them. The same for all
 * applications of the server: the list is among the system properties, and made of classes that
 * belong to none of them.
 */
@Path("loaders")
@ApplicationScoped
public class Loaders {
  private static final String LIST = "pikabus-tests.loaders";

  /** Remembers a class loader without holding it. */
  public static void register(ClassLoader loader) {
    synchronized (System.getProperties()) {
      List<WeakReference<?>> all = all();
      all.add(new WeakReference<>(loader));
      System.getProperties().put(LIST, all);
    }
  }

  /**
   * How many were registered, and how many of them are left after a garbage collection: not
   * counting those that the JVM would let go when it needs memory, nor those of the last records
   * that it compared.
   */
  @GET
  @Produces(MediaType.TEXT_PLAIN)
  public String left() throws IOException, ReflectiveOperationException {
    Pair.compareAnotherOne();
    clearSoftReferences();
    System.gc();
    synchronized (System.getProperties()) {
      List<WeakReference<?>> all = all();
      return all.size() + " " + all.stream().filter(each -> each.get() != null).count();
    }
  }

  /**
   * Asks for more than there is: the JVM clears all soft references before it says so. Open Liberty
   * holds its latest log messages by them, and with a message the classes that it mentions.
   */
  private static void clearSoftReferences() {
    try {
      long[] tooMuch = new long[Integer.MAX_VALUE - 8];
      throw new IllegalStateException("There is room for " + tooMuch.length + " numbers.");
    } catch (OutOfMemoryError expected) {
      // Soft references are cleared now.
    }
  }

  private static List<WeakReference<?>> all() {
    List<WeakReference<?>> all = new ArrayList<>();
    if (System.getProperties().get(LIST) instanceof List<?> list) {
      list.forEach(each -> all.add((WeakReference<?>) each));
    }
    return all;
  }
}
