package io.pikabus.resource;

import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The adapter as a server has it: all classes of pikabus are its own, so that nothing of them can
 * be cast to those of an application.
 */
final class AdapterOfAnotherLoader implements AutoCloseable {

  private final Loader loader;
  private final ResourceAdapter adapter;
  private final Object connectionFactory;

  /** Has classes of pikabus of its own, and shares all others. */
  private static final class Loader extends URLClassLoader {

    Loader(List<URL> classPath, ClassLoader parent) {
      super(classPath.toArray(URL[]::new), parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("io.pikabus.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : findClass(name);
      }
    }
  }

  private AdapterOfAnotherLoader(Loader loader, ResourceAdapter adapter, Object connectionFactory) {
    this.loader = loader;
    this.adapter = adapter;
    this.connectionFactory = connectionFactory;
  }

  /** Started, for a broker. */
  static AdapterOfAnotherLoader start(SmallContainer container, URI broker, Path journal)
      throws Exception {
    Loader loader = new Loader(classPath(), AdapterOfAnotherLoader.class.getClassLoader());
    String[] user = broker.getUserInfo().split(":", 2);
    ResourceAdapter adapter = (ResourceAdapter) made(loader, PikaBusResourceAdapter.class);
    set(adapter, "setHost", "127.0.0.1");
    set(adapter, "setPort", String.valueOf(broker.getPort()));
    set(adapter, "setUsername", user[0]);
    set(adapter, "setPassword", user[1]);
    set(adapter, "setJournalDirectory", journal.toString());
    set(adapter, "setCommitWait", "PT0.5S");
    adapter.start(container);
    ManagedConnectionFactory connections =
        (ManagedConnectionFactory)
            made(loader, io.pikabus.resource.outbound.PikaBusManagedConnectionFactory.class);
    ((ResourceAdapterAssociation) connections).setResourceAdapter(adapter);
    return new AdapterOfAnotherLoader(
        loader, adapter, connections.createConnectionFactory(container));
  }

  private static List<URL> classPath() throws MalformedURLException {
    List<URL> all = new ArrayList<>();
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      all.add(new File(each).toURI().toURL());
    }
    return all;
  }

  private static Object made(Loader loader, Class<?> twin) throws ReflectiveOperationException {
    return loader.loadClass(twin.getName()).getConstructor().newInstance();
  }

  private static void set(Object bean, String property, String text)
      throws ReflectiveOperationException {
    bean.getClass().getMethod(property, String.class).invoke(bean, text);
  }

  /** What JNDI returns. */
  Object connectionFactory() {
    return connectionFactory;
  }

  @Override
  public void close() throws IOException {
    adapter.stop();
    loader.close();
  }
}
