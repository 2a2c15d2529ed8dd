package io.pikabus.arquillian.apps.threads;

import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Records what the thread of a handler can do. */
@ApplicationScoped
public class Threads {
  private static final List<String> NAMES =
      List.of(
          "java:comp/DefaultDataSource",
          "java:comp/DefaultManagedExecutorService",
          "java:comp/TransactionSynchronizationRegistry",
          "java:comp/UserTransaction",
          "java:comp/BeanManager");

  @Inject Records records;
  @Inject Instance<Helper> helpers;

  @Incoming("names")
  @SuppressWarnings("BanJNDI") // The names are constants.
  public void names(String text) throws NamingException {
    InitialContext directory = new InitialContext();
    for (String name : NAMES) {
      records.add("names", name + " " + (directory.lookup(name) != null));
    }
    records.add("names", "module " + directory.lookup("java:module/ModuleName"));
    records.add("names", "entry " + directory.lookup("java:comp/env/greeting"));
  }

  @Incoming("surroundings")
  public void surroundings(String text) throws ClassNotFoundException {
    String name = Threads.class.getName();
    Class<?> found = Class.forName(name, false, Thread.currentThread().getContextClassLoader());
    records.add("surroundings", "own classes " + (found == Threads.class));
    records.add(
        "surroundings", ConfigProvider.getConfig().getValue("surroundings.greeting", String.class));
    records.add("thread", Thread.currentThread().getName());
  }

  @Incoming("beans")
  public void beans(String text) {
    Helper helper = helpers.get();
    helper.help("beans");
    helpers.destroy(helper);
    CDI.current().select(Helper.class).get().help("beans");
  }
}
