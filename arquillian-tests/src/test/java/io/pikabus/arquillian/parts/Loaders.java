package io.pikabus.arquillian.parts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
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

  /** How many were registered, and how many of them are left after a garbage collection. */
  @GET
  @Produces(MediaType.TEXT_PLAIN)
  public String left() {
    System.gc();
    synchronized (System.getProperties()) {
      List<WeakReference<?>> all = all();
      return all.size() + " " + all.stream().filter(each -> each.get() != null).count();
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
